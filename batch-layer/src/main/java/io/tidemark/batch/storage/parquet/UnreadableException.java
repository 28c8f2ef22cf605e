package io.tidemark.batch.storage.parquet;

import java.io.IOException;

/** The file system's own failure to read a file, which says nothing of the file's bytes. */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    public UnreadableException(Throwable cause) {
        super(cause);
    }
}
