package io.tidemark.fold;

/** A value that a definition groups by cannot be stored: its record is quarantined with this reason. Has no stack trace. */
public final class UnstorableGroupException extends IllegalArgumentException {
    public UnstorableGroupException(String reason) {
        super(reason);
    }

    /** What the record is quarantined with, which names no class. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return "group: " + getMessage();
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
