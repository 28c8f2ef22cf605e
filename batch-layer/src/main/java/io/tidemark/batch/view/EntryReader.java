package io.tidemark.batch.view;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.entry.Entry;
import io.tidemark.columns.entry.EntryColumns;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.manifest.Remembered.EntryFile;
import java.io.IOException;

/** Reads a file of what an operator remembers, entry by entry, by key. Owned by one thread. */
public final class EntryReader implements AutoCloseable {
    private final EntryFile file;
    private final RowFileReader<Entry> rows;

    /** @throws StorageException if the file cannot be read, or is not what was written */
    public EntryReader(Storage storage, EntryFile file) {
        this.file = file;
        try {
            storage.requireSum(file.path(), Checksum.parse(file.origin().checksum()));
            this.rows = EntryColumns.reader(storage.input(file.path()));
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(file.path(), e);
        }
    }

    /**
     * Whether a file is not what was written, or is there no more: it will not be another time either.
     *
     * @throws StorageException if that cannot be seen at present
     */
    public static boolean isLost(Storage storage, EntryFile file) {
        try {
            storage.requireSum(file.path(), Checksum.parse(file.origin().checksum()));
            return false;
        } catch (StorageException unread) {
            return !unread.passesByItself() || !storage.exists(file.path());
        }
    }

    /** The next entry, or null after the last. */
    public Entry next() {
        try {
            return rows.next();
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(file.path(), e);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw StorageException.reading(file.path(), e);
        }
    }
}
