package io.tidemark.fault;

/** Carries a {@link Fault}. The subclass says who must act; the fault says what about. */
public abstract class FaultException extends RuntimeException {
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

    /** Whether it may be over without anybody's doing, so that trying again soon is of use. */
    public boolean passesByItself() {
        return false;
    }
}
