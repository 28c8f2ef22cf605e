package io.tidemark.batch.engine;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.EventBatch;
import io.tidemark.codec.ByteWriter;
import io.tidemark.event.RecordSchema;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.model.UsedFields;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.TileSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One part's fold in a unit of work, and what it has folded. Owned by one thread until the unit is done. */
final class PartFold<E> {
    private static final int ROW_BYTES = 64;
    /** A prime, so that the samples are of all rows. */
    private static final long SAMPLE_STEP = 7919;

    private final Part<E> part;
    private final TileSize tile;
    private final Fold<E> fold;
    private final TileTable table;
    private final SpillStack spilled;
    /** Null if it is not known what the definition's functions read; then there are no batches. */
    private final KnownAnswers<E> answers;
    /** For metrics that ask nothing of an event; null if they ask. */
    private final E anyEvent;

    private final WaitingRows<E> waiting = new WaitingRows<>();
    private final List<SortedRun> runs = new ArrayList<>();
    private final ByteWriter stored = new ByteWriter();
    private long samples;
    private long sampledBytes;

    private long first;
    private long end;
    private long folded;
    private long skipped;

    PartFold(Part<E> part, Spills spills) {
        this.part = part;
        this.tile = part.definition().tile();
        this.fold = new Fold<>(part.definition());
        this.table = new TileTable(part.definition());
        this.spilled = new SpillStack(part.definition(), spills);
        Optional<UsedFields.Parts> reads = UsedFields.partsOf(part.definition());
        boolean hasFilter = part.definition().where().isPresent();
        this.answers =
                reads.map(known -> new KnownAnswers<>(fold, known, hasFilter)).orElse(null);
        RecordSchema<E> schema = RecordSchema.of(part.definition().stream().eventClass());
        this.anyEvent = reads.filter(known -> known.metrics().isEmpty())
                .map(known -> schema.create(schema.newValues()))
                .orElse(null);
    }

    boolean takesBatches() {
        return answers != null;
    }

    void start(ArchiveFile file) {
        OffsetRange offsets = part.offsetsIn(file);
        first = offsets.first();
        end = offsets.end();
        if (answers != null) {
            answers.forget();
        }
    }

    void start(EventBatch<E> batch) {
        answers.start(batch);
    }

    private boolean wants(long offset) {
        return offset >= first && offset < end;
    }

    void event(E event, long eventTimeMillis, int partition, long offset) {
        if (wants(offset) && part.folds(tile.startOf(eventTimeMillis))) {
            try {
                folded += fold.fold(event, eventTimeMillis, partition, offset, table) ? 1 : 0;
            } catch (FoldException userCode) {
                skipped++;
            }
        }
    }

    /** Whether a row of the batch matters here, be it because the user's code throws. */
    boolean wantsRow(int row, long offset) {
        return wants(offset) && answers.verdict(row) != KnownAnswers.OUT;
    }

    /** Folds a row that matters and is an event. */
    void row(EventBatch<E> batch, int row, long eventTimeMillis, long offset) {
        if (!part.folds(tile.startOf(eventTimeMillis))) {
            return;
        }
        GroupKey group = answers.verdict(row) == KnownAnswers.THROWS ? null : answers.group(row);
        if (group == null) {
            skipped++;
            return;
        }
        waiting.add(group, anyEvent == null ? batch.event(row) : anyEvent, eventTimeMillis, offset);
        if (waiting.isFull()) {
            foldWaiting(batch.partition());
        }
    }

    /** To be called as well when no more rows of a batch come. */
    void foldWaiting(int partition) {
        waiting.fetch(table, tile);
        for (int i = 0; i < waiting.count(); i++) {
            try {
                fold.foldInto(
                        waiting.group(i), waiting.event(i), waiting.timeMillis(i), partition, waiting.offset(i), table);
                folded++;
            } catch (FoldException userCode) {
                skipped++;
            }
        }
        waiting.clear();
    }

    /** How many rows are in memory; a row counts once more for every {@value #ROW_BYTES} bytes that it takes when stored. */
    long rows() {
        return table.rows() * (1 + (samples == 0 ? 0 : sampledBytes / samples / ROW_BYTES));
    }

    /** Looks how large one of the rows is: a sketch can be a hundred times a count. */
    void sample() {
        if (table.rows() > 0) {
            int row = (int) (samples * SAMPLE_STEP % table.rows());
            table.write(row, stored.clear());
            sampledBytes += stored.size() + table.group(row).bytes().length;
            samples++;
        }
    }

    void spill() {
        if (table.rows() > 0) {
            spilled.add(new TableRun(table));
            table.clear();
            samples = 0;
            sampledBytes = 0;
        }
    }

    /** Sorts what is in memory, when all is folded. */
    void finish() {
        runs.addAll(spilled.runs());
        if (table.rows() > 0) {
            runs.add(new TableRun(table));
        }
    }

    /** What was folded, oldest records first, once it is finished. */
    List<SortedRun> runs() {
        return List.copyOf(runs);
    }

    long folded() {
        return folded;
    }

    long skipped() {
        return skipped;
    }
}
