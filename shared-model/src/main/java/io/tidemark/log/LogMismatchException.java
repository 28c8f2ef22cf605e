package io.tidemark.log;

/** What is there is not the log that was read before, or there is none. The operator must act; nothing was mixed. */
public final class LogMismatchException extends RuntimeException {
    public LogMismatchException(String message) {
        super(message);
    }
}
