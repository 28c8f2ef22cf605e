package io.tidemark.spark.driver;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import java.util.Optional;

/** One of our own faults on its way out of a task, with all that it says: Spark tells the driver what is serialisable. */
final class TaskFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** Causes may go round in a circle. */
    private static final int DEEPEST = 100;

    private final String code;
    private final String place;
    private final String fault;
    private final String mend;
    private final boolean passesByItself;

    TaskFault(FaultException failure) {
        super(failure.getMessage(), failure);
        this.code = failure.fault().code();
        this.place = failure.fault().place();
        this.fault = failure.fault().fault();
        this.mend = failure.fault().mend();
        this.passesByItself = failure.passesByItself();
    }

    Fault fault() {
        return new Fault(code, place, fault, mend);
    }

    boolean passesByItself() {
        return passesByItself;
    }

    /** The one that made a job fail, if one did. */
    static Optional<TaskFault> in(Throwable failure) {
        Throwable thrown = failure;
        for (int depth = 0; thrown != null && depth < DEEPEST; depth++) {
            if (thrown instanceof TaskFault ours) {
                return Optional.of(ours);
            }
            thrown = thrown.getCause();
        }
        return Optional.empty();
    }
}
