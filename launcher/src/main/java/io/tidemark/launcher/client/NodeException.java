package io.tidemark.launcher.client;

/** A node does not answer, or refuses; the message has the code, what is wrong, and what to do. */
public final class NodeException extends RuntimeException {
    private final int status;

    NodeException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The HTTP status, or 0 if there was no answer. */
    public int status() {
        return status;
    }
}
