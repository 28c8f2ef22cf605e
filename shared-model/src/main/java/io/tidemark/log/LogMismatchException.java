package io.tidemark.log;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/** What is there is not the log that was read before, or there is none. The operator must act; nothing was mixed. */
public final class LogMismatchException extends FaultException {
    private static final long serialVersionUID = 1;

    public LogMismatchException(Fault fault) {
        super(fault);
    }

    public LogMismatchException(Fault fault, Throwable cause) {
        super(fault, cause);
    }

    /** There is no such topic. */
    public static LogMismatchException missing(String topic) {
        return new LogMismatchException(new Fault(
                "TM-LOG-002",
                "topic \"" + topic + "\"",
                "does not exist",
                "create it or correct the name; it is looked for again and again"));
    }
}
