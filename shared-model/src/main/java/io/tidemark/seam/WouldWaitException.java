package io.tidemark.seam;

/** Something was asked for at once and cannot be had so. Carries no stack trace: nothing is wrong. */
public final class WouldWaitException extends RuntimeException {
    @SuppressWarnings("StaticAssignmentOfThrowable") // It has no stack trace to be wrong.
    public static final WouldWaitException INSTANCE = new WouldWaitException();

    private WouldWaitException() {
        super("it would have to wait", null, false, false);
    }
}
