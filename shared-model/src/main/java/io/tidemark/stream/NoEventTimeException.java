package io.tidemark.stream;

/** An event has no time: its record is quarantined, and no code is to blame. Carries no stack trace. */
public final class NoEventTimeException extends RuntimeException {
    public NoEventTimeException() {
        super("is missing", null, false, false);
    }
}
