package io.tidemark.batch.engine.order;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.tidemark.OffsetRange;

/**
 * An archive file to fold. All else is in its footer.
 *
 * @param checksum of the file that the run planned with: there may be another at the path by now (PROTOCOL 31)
 * @param offsets the records that are wanted of it
 * @param rows of the file
 */
public record OrderedFile(String path, String checksum, OffsetRange offsets, long rows) {
    public static OrderedFile of(ArchiveFile file, OffsetRange offsets) {
        return new OrderedFile(file.path(), file.origin().checksum(), offsets, file.rows());
    }
}
