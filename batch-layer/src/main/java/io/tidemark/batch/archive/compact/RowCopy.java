package io.tidemark.batch.archive.compact;

import io.tidemark.batch.archive.Link;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.copy.StoredRow;
import io.tidemark.columns.copy.StoredRows;
import io.tidemark.columns.event.RowFileWriter;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.FSError;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.schema.MessageType;

/** The rows of some files in one that is being written. Owned by one thread. Closed, what was not published is gone. */
final class RowCopy implements AutoCloseable {
    private static final long ROW_GROUP_BYTES = 16 << 20;

    private final Storage storage;
    private final String taken;
    private String temporary;
    private MessageType columns;
    /** Null before the first file. */
    private RowFileWriter<StoredRow> writer;

    /** @param taken what its files tell of the class that their fields were taken for */
    RowCopy(Storage storage, String taken) {
        this.storage = storage;
        this.taken = taken;
    }

    /** Adds the rows of a file that has so many. */
    void add(String path, long rows) {
        long found = add(path);
        if (found != rows) {
            throw StorageException.damaged(path, "has " + found + " rows, and " + rows + " were written", null);
        }
    }

    /** Adds the rows of a file. Returns how many they were. */
    long add(String path) {
        long count = 0;
        try (StoredRows rows = StoredRows.open(storage.input(path))) {
            if (writer == null) {
                begin(rows);
            }
            if (!rows.schema().equals(columns)) {
                throw StorageException.damaged(path, "has other columns than the files before it", null);
            }
            for (StoredRow row = rows.next(); row != null; row = rows.next()) {
                write(row);
                count++;
            }
            return count;
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(path, e);
        }
    }

    private void begin(StoredRows first) {
        temporary = storage.temporary("compacted");
        columns = first.schema();
        try {
            writer = first.writer(storage.output(temporary), ROW_GROUP_BYTES, taken);
        } catch (IOException | FSError | ParquetRuntimeException e) {
            throw unwritten(e);
        }
    }

    private void write(StoredRow row) {
        try {
            writer.write(row);
        } catch (IOException | FSError e) {
            throw unwritten(e);
        }
    }

    private StorageException unwritten(Throwable cause) {
        return new StorageException("compacted", "cannot be written: " + storage.reason(cause), cause);
    }

    /** Makes it visible, if anything was added. */
    void publish(String path, Map<String, String> footer) {
        if (writer == null) {
            return;
        }
        try {
            writer.finish(Link.withId(footer, storage.id(temporary)));
        } catch (IOException | FSError | ParquetRuntimeException e) {
            throw unwritten(e);
        }
        writer = null;
        if (!storage.publish(temporary, path)) {
            throw new StorageException(path, "cannot be published: the path is taken, which nobody else has", null);
        }
        temporary = null;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.abandon();
        }
        if (temporary != null) {
            try {
                storage.delete(temporary);
            } catch (StorageException left) {
                // The next sweep deletes it.
                temporary = null;
            }
        }
    }
}
