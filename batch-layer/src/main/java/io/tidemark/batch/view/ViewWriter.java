package io.tidemark.batch.view;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.columns.sum.SummedOutput;
import io.tidemark.columns.write.RowGroup;
import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.schema.MessageType;

/**
 * Writes one view file, in sections that lie one behind the other and are filled side by side: {@link Section#write} their
 * rows by group, then tile; {@link Section#end} each; {@link #finish} makes the file visible; {@link #close} before that
 * leaves nothing. Safe for use by many threads. Guarded by the benchmark {@code recompute} over {@code hot}.
 */
public final class ViewWriter implements AutoCloseable {
    private static final long USUAL_ROW_GROUP = 16L << 20;
    /** How many sections at most wait to be laid behind others, all that they have in memory. */
    public static final int MOST_EARLY = 2;

    private final Storage storage;
    private final AggregationDefinition<?> definition;
    private final TimeRange slice;
    private final String path;
    private final String temporary;
    private final MessageType schema;
    private final long rowGroupBytes;
    private final Set<String> unsearched = new HashSet<>();
    private final SummedOutput summed;
    private final ParquetFileWriter file;
    /** Sections that ended before it was their turn. */
    private final Map<Integer, Section> early = new HashMap<>();
    /** Those of sections that are in the file, for others: their buffers have grown. */
    private final Deque<RowGroup<ViewRow>> idle = new ArrayDeque<>();

    private int turn;
    private long rows;
    private boolean closed;
    private boolean done;

    /**
     * @param slice the range of tile starts that the file will alone answer for
     * @param attempt names the file, and must not have been used for this slice before
     */
    public ViewWriter(Storage storage, AggregationDefinition<?> definition, TimeRange slice, String attempt) {
        this(storage, definition, slice, attempt, USUAL_ROW_GROUP);
    }

    /** @param rowGroupBytes what a section may hold in memory */
    public ViewWriter(
            Storage storage, AggregationDefinition<?> definition, TimeRange slice, String attempt, long rowGroupBytes) {
        this.rowGroupBytes = rowGroupBytes;
        this.storage = storage;
        this.definition = definition;
        this.slice = slice;
        this.path = "views/" + definition.name() + "/" + definition.fingerprint() + "/"
                + SliceSize.of(definition.tile()).directory(slice) + "/" + attempt + ".parquet";
        this.temporary = storage.temporary(path);
        this.schema = ViewSchema.whole(definition);
        for (Metric<?> metric : definition.metrics()) {
            unsearched.add(ViewSchema.STATE + metric.name());
        }
        this.summed = new SummedOutput(storage.output(temporary));
        try {
            this.file = new ParquetFileWriter(
                    summed,
                    schema,
                    ParquetFileWriter.Mode.CREATE,
                    rowGroupBytes,
                    ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                    null,
                    ParquetProperties.builder().build());
            file.start();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * A part of the file, for one thread. A section that grows large, or ends when some have ended before their turn, waits
     * until those before it have ended, so they must have begun by then; none waits for one behind it.
     *
     * @param number from 0 on, each once
     */
    public Section section(int number) {
        return new Section(number);
    }

    /** Rows that lie together in the file, in row groups of their own. Owned by one thread. */
    public final class Section implements AutoCloseable {
        private final int number;
        private final RowGroup<ViewRow> rowGroup = rowGroup();
        private final Optional<TakenBackRows> takenBack = TakenBackRows.of(definition);
        private long written;
        private boolean ended;

        private Section(int number) {
            this.number = number;
        }

        /**
         * Writes a row, unless all that came to it was taken back.
         *
         * @param accumulators one a metric; not kept
         */
        public void write(GroupKey group, long tileMillis, Object[] accumulators) {
            if (takenBack.isPresent() && takenBack.get().have(accumulators)) {
                return;
            }
            try {
                rowGroup.write(new ViewRow(group, tileMillis, accumulators));
                written++;
                if (rowGroup.isLarge()) {
                    rowGroup.end();
                    appendInTurn(this);
                }
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /** No more rows come. What there is goes into the file when it is the section's turn. */
        public void end() {
            try {
                rowGroup.end();
                ended = true;
                append(this);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /** Without {@link #end} before, there will be no file. */
        @Override
        public void close() {
            if (!ended) {
                rowGroup.close();
                ViewWriter.this.close();
            }
        }
    }

    private synchronized RowGroup<ViewRow> rowGroup() {
        RowGroup<ViewRow> used = idle.poll();
        return used != null
                ? used
                : new RowGroup<>(schema, rowGroupBytes, unsearched, columns -> new ViewShredder(definition, columns));
    }

    private synchronized void appendInTurn(Section section) throws IOException {
        awaitOthers(() -> turn == section.number || closed);
        refuseIfClosed();
        section.rowGroup.writeTo(file);
    }

    private synchronized void awaitOthers(BooleanSupplier isTurn) {
        try {
            while (!isTurn.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private synchronized void append(Section section) throws IOException {
        try {
            awaitOthers(() -> turn == section.number || early.size() < MOST_EARLY || closed);
        } catch (CancellationException interrupted) {
            section.rowGroup.close();
            throw interrupted;
        }
        if (closed) {
            section.rowGroup.close();
        }
        refuseIfClosed();
        early.put(section.number, section);
        for (Section next = early.remove(turn); next != null; next = early.remove(turn)) {
            next.rowGroup.writeTo(file);
            idle.add(next.rowGroup);
            rows += next.written;
            turn++;
        }
        notifyAll();
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new StorageException(path, "cannot be written: another part of it failed", null);
        }
    }

    /** The same of a file that has all groups of its slice. */
    public Optional<ViewFile> finish() {
        return finish(KeyRange.ALL);
    }

    /**
     * Makes the file visible, once all sections have ended; empty, and nothing is, if no row was written.
     *
     * @param keys the groups that it will alone answer for in its slice
     */
    public synchronized Optional<ViewFile> finish(KeyRange keys) {
        refuseIfClosed();
        if (rows == 0) {
            return Optional.empty();
        }
        try {
            file.end(Map.of(ViewSchema.FINGERPRINT, definition.fingerprint(), ViewSchema.ID, storage.id(temporary)));
            closed = true;
        } catch (IOException e) {
            throw failed(e);
        }
        if (!storage.publish(temporary, path)) {
            throw new StorageException(path, "cannot be published: the path is taken by an earlier attempt", null);
        }
        done = true;
        Checksum checksum = summed.checksum();
        return Optional.of(new ViewFile(
                path, slice, keys, rows, checksum.bytes(), new FileOrigin(checksum.toString(), storage.writer(), 0)));
    }

    @Override
    public synchronized void close() {
        try {
            if (!closed) {
                closed = true;
                early.values().forEach(section -> section.rowGroup.close());
                notifyAll();
                file.close();
            }
            idle.forEach(RowGroup::close);
            idle.clear();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            if (!done) {
                storage.delete(temporary);
            }
        }
    }

    private StorageException failed(IOException cause) {
        return new StorageException(path, "cannot be written: " + storage.reason(cause), cause);
    }
}
