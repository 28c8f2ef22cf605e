package io.tidemark.batch.storage;

/**
 * Files cannot be read or written at present: the disk is full, a directory is not writable, the name node is away.
 * Nothing is half visible. The operator must act, and the caller may try again later.
 */
public final class StorageException extends RuntimeException {
    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
