package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ChainPaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.cut.Closing;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.ParquetRuntimeException;

/**
 * The next link of a chain while it is written: nothing of it is visible before {@link #publish}. Owned by one
 * partition's writer. Once a method has thrown, only {@link #abandon} may be called.
 */
final class OpenFile {
    private final Storage storage;
    private final PartitionId partition;
    private final ChainPaths paths;
    private final LogPosition start;
    private long epochStartMillis;
    private final long rowGroupBytes;
    private final String temporary;
    private final Recorded recorded;
    private final RowFileWriter<LogRow> records;

    private final FileBeside<RefusedRow> refused;
    private final FileBeside<LogRow> keyed;
    private long rows;
    private long tombstones;
    private long minEventTime = Long.MAX_VALUE;
    private long maxEventTime = Long.MIN_VALUE;

    /**
     * @param paths where its chain lies
     * @param start the end of the chain
     * @param epochStartMillis the epoch of the first record; {@link LogClock#NONE} while there is no clock
     */
    OpenFile(
            Storage storage,
            PartitionId partition,
            ChainPaths paths,
            Recorded recorded,
            LogPosition start,
            long epochStartMillis,
            long rowGroupBytes) {
        this.storage = storage;
        this.partition = partition;
        this.paths = paths;
        this.start = start;
        this.epochStartMillis = epochStartMillis;
        this.rowGroupBytes = rowGroupBytes;
        this.temporary = storage.temporary(partition + "-" + start.offset());
        this.recorded = recorded;
        this.refused = new FileBeside<>(
                storage,
                "quarantine-" + partition + "-" + start.offset(),
                paths.quarantine(),
                start.offset(),
                file -> RowFileWriter.refused(file, rowGroupBytes, recorded.kept()));
        this.keyed = new FileBeside<>(
                storage,
                "tombstones-" + partition + "-" + start.offset(),
                paths.tombstones(),
                start.offset(),
                file -> RowFileWriter.tombstones(file, rowGroupBytes, recorded.kept()));
        try {
            records = recorded.writer(storage.output(temporary), rowGroupBytes);
        } catch (IOException | ParquetRuntimeException e) {
            throw failure(e);
        }
    }

    /** @param eventTimeMillis for the file's statistics, which take {@link Recorded#NO_TIME} for none */
    void record(LogRow row, long eventTimeMillis) {
        try {
            records.write(row);
        } catch (IOException | ParquetRuntimeException e) {
            throw failure(e);
        }
        rows++;
        if (eventTimeMillis != Recorded.NO_TIME) {
            minEventTime = Math.min(minEventTime, eventTimeMillis);
            maxEventTime = Math.max(maxEventTime, eventTimeMillis);
        }
    }

    void refuse(RefusedRow record) {
        try {
            refused.write(record);
        } catch (IOException | ParquetRuntimeException e) {
            throw failure(e);
        }
    }

    /** A record without a value; with a row, if its key is kept. */
    void tombstone(Optional<LogRow> row) {
        tombstones++;
        if (row.isPresent()) {
            try {
                keyed.write(row.get());
            } catch (IOException | ParquetRuntimeException e) {
                throw failure(e);
            }
        }
    }

    /** The clock began, which a log's first record does not set: the file is of this epoch. */
    void beginEpoch(long startMillis) {
        epochStartMillis = startMillis;
    }

    long epochStartMillis() {
        return epochStartMillis;
    }

    /** Bytes written so far. */
    long size() {
        return records.size() + refused.size() + keyed.size();
    }

    /** At most about so many of them are held in memory. */
    long heldBytes() {
        return Math.min(records.size(), rowGroupBytes)
                + Math.min(refused.size(), rowGroupBytes)
                + Math.min(keyed.size(), rowGroupBytes);
    }

    /**
     * Ends the file and makes it the next link of the chain.
     *
     * @return false if another writer was first; the file is gone then
     */
    boolean publish(LogPosition end, Closing closing, String gapReason) {
        String path = paths.file(start.offset());
        String quarantine = refused.newPath();
        String keys = keyed.newPath();
        ArchiveFile file = new ArchiveFile(
                path,
                partition,
                new OffsetRange(start.offset(), end.offset()),
                epochStartMillis,
                end,
                start.logClockMillis(),
                rows,
                refused.count(),
                tombstones,
                minEventTime > maxEventTime ? ArchiveFile.NO_TIMES : new TimeRange(minEventTime, afterLastEvent()),
                closing,
                gapReason,
                recorded.held(),
                FileOrigin.of(storage.writer()));
        Map<String, String> footer = new Link(file, quarantine, keys).footer();
        try {
            records.finish(Link.withId(footer, storage.id(temporary)));
            refused.finish(footer);
            keyed.finish(footer);
        } catch (IOException | ParquetRuntimeException e) {
            throw failure(e);
        }
        // Those beside it first: while no link names them, they do not count.
        refused.publish(quarantine);
        keyed.publish(keys);
        return storage.publish(temporary, path);
    }

    private long afterLastEvent() {
        return maxEventTime == Long.MAX_VALUE ? maxEventTime : maxEventTime + 1;
    }

    /** Throws the file away. Never throws: what cannot be deleted now goes with what is left behind. */
    void abandon() {
        records.abandon();
        refused.abandon();
        keyed.abandon();
        try {
            storage.delete(temporary);
        } catch (StorageException left) {
            // The next sweep deletes it.
            return;
        }
    }

    private StorageException failure(Exception cause) {
        return new StorageException(
                "archive of " + partition,
                "cannot be written from offset " + start.offset() + ": " + storage.reason(cause),
                cause);
    }
}
