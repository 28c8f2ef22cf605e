package io.tidemark.batch.storage;

import java.io.IOException;

/** The file system's own failure to read a file, which says nothing of the file's bytes. */
final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(Throwable cause) {
        super(cause);
    }
}
