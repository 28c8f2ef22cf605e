package io.tidemark.fold;

/** The user's code threw on an event. Carries no stack trace of its own; the cause has one. */
public final class FoldException extends Exception {
    public FoldException(Throwable cause) {
        super(cause.toString(), cause, false, false);
    }
}
