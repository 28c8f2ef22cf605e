package io.tidemark.fault;

import java.util.Optional;

/** Carries a {@link Fault}. The subclass says who must act; the fault says what about. */
public abstract class FaultException extends RuntimeException {
    /** Causes may go round in a circle. */
    private static final int DEEPEST = 100;

    private final transient Fault fault;

    protected FaultException(Fault fault) {
        this(fault, null);
    }

    protected FaultException(Fault fault, Throwable cause) {
        super(fault.toString(), cause);
        this.fault = fault;
    }

    public final Fault fault() {
        return fault;
    }

    /** The fault that a failure carries, or one of those that caused it. */
    public static Optional<Fault> faultOf(Throwable failure) {
        Throwable thrown = failure;
        for (int depth = 0; thrown != null && depth < DEEPEST; depth++) {
            if (thrown instanceof FaultException named) {
                return Optional.of(named.fault());
            }
            thrown = thrown.getCause();
        }
        return Optional.empty();
    }

    /** Whether it may be over without anybody's doing, so that trying again soon is of use. */
    public boolean passesByItself() {
        return false;
    }
}
