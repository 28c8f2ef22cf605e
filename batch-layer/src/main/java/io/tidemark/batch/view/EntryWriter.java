package io.tidemark.batch.view;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.entry.Entry;
import io.tidemark.columns.entry.EntryColumns;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.columns.sum.SummedOutput;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;
import java.util.Map;

/**
 * Writes one file of what an operator remembers of a partition: {@link #write} its entries by key, {@link #finish} makes it
 * visible, {@link #close} before that leaves nothing. Owned by one thread.
 */
public final class EntryWriter implements AutoCloseable {
    /** Where they lie, from the storage's root: beside the views, whose readers know nothing of them. */
    private static final String DIRECTORY = "operators";

    private final Storage storage;
    private final ViewId view;
    private final String path;
    private final String temporary;
    private final SummedOutput summed;
    private final RowFileWriter<Entry> file;
    private long leastClockMillis = Long.MAX_VALUE;
    private long greatestClockMillis = Long.MIN_VALUE;
    private long entries;
    private boolean ended;
    private boolean done;

    /**
     * @param attempt names the file, and must not have been used for this partition before
     * @param rowGroupBytes what of it may be held in memory
     */
    public EntryWriter(Storage storage, ViewId view, PartitionId partition, String attempt, long rowGroupBytes) {
        this.storage = storage;
        this.view = view;
        this.path = DIRECTORY + "/" + view + "/" + partition.topic() + "/p" + partition.partition() + "-" + attempt
                + ".parquet";
        this.temporary = storage.temporary(path);
        this.summed = new SummedOutput(storage.output(temporary));
        try {
            this.file = EntryColumns.writer(summed, rowGroupBytes, partition.topic(), partition.partition());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    public void write(Entry entry) {
        try {
            file.write(entry);
        } catch (IOException e) {
            throw failed(e);
        }
        leastClockMillis = Math.min(leastClockMillis, entry.logClockMillis());
        greatestClockMillis = Math.max(greatestClockMillis, entry.logClockMillis());
        entries++;
    }

    /** Makes the file visible, which must have an entry. */
    public EntryFile finish() {
        try {
            ended = true;
            file.finish(Map.of(ViewSchema.FINGERPRINT, view.fingerprint(), ViewSchema.ID, storage.id(temporary)));
        } catch (IOException e) {
            throw failed(e);
        }
        if (!storage.publish(temporary, path)) {
            throw new StorageException(path, "cannot be published: the path is taken by an earlier attempt", null);
        }
        done = true;
        Checksum checksum = summed.checksum();
        FileOrigin origin = new FileOrigin(checksum.toString(), storage.writer(), 0);
        return new EntryFile(path, leastClockMillis, greatestClockMillis, entries, checksum.bytes(), origin);
    }

    @Override
    public void close() {
        if (!done) {
            if (!ended) {
                file.abandon();
            }
            storage.delete(temporary);
        }
    }

    private StorageException failed(IOException cause) {
        return new StorageException(path, "cannot be written: " + storage.reason(cause), cause);
    }
}
