package io.tidemark.log;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** The log cannot be reached at present. Nothing is lost; try again. */
public final class LogUnavailableException extends FaultException {
    private static final long serialVersionUID = 1;

    /** @param place what was asked of, such as a topic */
    public LogUnavailableException(String place, String fault, Throwable cause) {
        super(
                new Fault(
                        "TM-LOG-001",
                        place,
                        fault,
                        "nothing is lost, and it is tried again; see that the brokers run, are reached from here, and speak"
                                + " the kafka.security.protocol that is set"),
                cause);
    }

    /**
     * Something else has to be there first, such as where a topic began.
     *
     * @param missing what is wrong with that, and whose mend is this one's
     */
    public LogUnavailableException(String place, String fault, Fault missing, Throwable cause) {
        super(
                new Fault("TM-LOG-001", place, fault + ": " + missing.place() + ": " + missing.fault(), missing.mend()),
                cause);
    }

    @Override
    public boolean passesByItself() {
        return true;
    }
}
