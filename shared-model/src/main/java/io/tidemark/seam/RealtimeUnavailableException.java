package io.tidemark.seam;

/** A speed node cannot be asked at present. What it owns is missing from an answer, and typed so. */
public final class RealtimeUnavailableException extends RuntimeException {
    public RealtimeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
