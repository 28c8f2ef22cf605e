package io.tidemark.batch.engine.task;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;

/**
 * Why nothing comes of something, as a task reports it.
 *
 * @param passesByItself whether trying again soon is of use
 */
public record TaskFailure(Fault fault, boolean passesByItself) {
    static TaskFailure of(String place, Throwable cause) {
        if (cause instanceof FaultException named) {
            return new TaskFailure(named.fault(), named.passesByItself());
        }
        Fault unforeseen = new Fault(
                "TM-RUN-010",
                place,
                "its task failed: " + Reason.of(cause),
                "it is tried again, and the others go on; the task's log has the stack trace: mend what it shows, or report"
                        + " it");
        return new TaskFailure(unforeseen, true);
    }

    FaultException asException() {
        return new TaskFaultException(this);
    }

    private static final class TaskFaultException extends FaultException {
        private static final long serialVersionUID = 1;
        private final boolean passes;

        TaskFaultException(TaskFailure failure) {
            super(failure.fault());
            passes = failure.passesByItself();
        }

        @Override
        public boolean passesByItself() {
            return passes;
        }
    }
}
