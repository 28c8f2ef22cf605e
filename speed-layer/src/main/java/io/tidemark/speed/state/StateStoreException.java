package io.tidemark.speed.state;

/** The state directory cannot be used: locked by another process, full, or damaged. The operator must act. */
public final class StateStoreException extends RuntimeException {
    public StateStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
