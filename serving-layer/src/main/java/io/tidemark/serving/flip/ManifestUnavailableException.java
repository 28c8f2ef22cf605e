package io.tidemark.serving.flip;

/** An earlier manifest was asked for and cannot be answered from any more, or never could. */
public final class ManifestUnavailableException extends RuntimeException {
    ManifestUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
