package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.event.RowFileWriter;
import java.io.IOException;
import java.util.Map;
import org.apache.parquet.io.OutputFile;

/**
 * A file beside that of the chain, which is there only if something goes into it and counts only once the chain's file names
 * it. Owned by one partition's writer. Once a method has thrown, only {@link #abandon} may be called.
 */
final class FileBeside<T> {
    private final Storage storage;
    private final String name;
    private final String directory;
    private final long first;
    private final Opening<T> opening;
    /** Null while it is empty. */
    private RowFileWriter<T> rows;

    private String temporary;

    private long count;

    /** Begins a file. */
    @FunctionalInterface
    interface Opening<T> {
        RowFileWriter<T> open(OutputFile file) throws IOException;
    }

    /**
     * @param name what it is called among the temporary files
     * @param directory where it will be
     * @param first where the chain's file begins
     */
    FileBeside(Storage storage, String name, String directory, long first, Opening<T> opening) {
        this.storage = storage;
        this.name = name;
        this.directory = directory;
        this.first = first;
        this.opening = opening;
    }

    void write(T row) throws IOException {
        if (rows == null) {
            temporary = storage.temporary(name);
            rows = opening.open(storage.output(temporary));
        }
        rows.write(row);
        count++;
    }

    long count() {
        return count;
    }

    /** Bytes written so far. */
    long size() {
        return rows == null ? 0 : rows.size();
    }

    /** The path that it will have; empty if it is empty. Another one each time. */
    String newPath() {
        return rows == null ? "" : ArchivePaths.newFileBeside(directory, first);
    }

    void finish(Map<String, String> footer) throws IOException {
        if (rows != null) {
            rows.finish(Link.withId(footer, storage.id(temporary)));
        }
    }

    void publish(String path) {
        if (rows != null && !storage.publish(temporary, path)) {
            throw new StorageException(
                    path, "cannot be published: the path is taken, which has an id of its own", null);
        }
    }

    /** Throws it away. Never throws: what cannot be deleted now goes with what is left behind. */
    void abandon() {
        if (rows != null) {
            rows.abandon();
            try {
                storage.delete(temporary);
            } catch (StorageException left) {
                // The next sweep deletes it.
                return;
            }
        }
    }
}
