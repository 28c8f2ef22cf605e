package io.tidemark.log;

/** The log cannot be reached at present. Nothing is lost; try again. */
public final class LogUnavailableException extends RuntimeException {
    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
