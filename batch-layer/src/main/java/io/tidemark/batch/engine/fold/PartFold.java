package io.tidemark.batch.engine.fold;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.EventBatch;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.SpillStack;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.engine.merge.TableRun;
import io.tidemark.codec.ByteWriter;
import io.tidemark.event.RecordSchema;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.HalfFoldedEventException;
import io.tidemark.fold.TileTable;
import io.tidemark.model.UsedFields;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.TileSize;
import io.tidemark.usercode.CodeWatch;
import io.tidemark.usercode.FailingCode;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One part's fold in a unit of work, and what it has folded. When the user's code throws with an event half in, what was
 * folded is in doubt: the unit's files are read again for this part, without that record. Owned by one thread until the unit
 * is done.
 */
final class PartFold<E> {
    /** What a value more adds to an accumulator: an entry, the value, its share of a larger array. */
    private static final long GROWTH_OF_METRIC = 256;

    private final Part<E> part;
    private final Set<String> reads;
    private final TileSize tile;
    private final Fold<E> fold;
    /** Null if the definition has no operator: then what is read is what is folded. */
    private final OperatedPart<E> operated;

    private final TileTable table;
    private final RowLimit limit;
    private final Spills spills;
    private final FailingCode failing;
    /** Records on which the code threw when they were half in. */
    private final Set<AtOffset> refused = new HashSet<>();
    /** Null if it is not known what the definition's functions read; then there are no batches. */
    private final KnownAnswers<E> answers;
    /** For metrics that ask nothing of an event; null if they ask. */
    private final E anyEvent;

    private final WaitingRows<E> waiting = new WaitingRows<>();
    private final List<SortedRun> runs = new ArrayList<>();
    private SpillStack spilled;
    /** Why nothing comes of this part: the user's code cannot go on. Null while it can. */
    private UserCodeException stopped;

    private boolean isInDoubt;
    private boolean isDone;
    private final ByteWriter stored = new ByteWriter();
    /** By how much the accumulators may have grown since they were last measured. */
    private long unmeasuredBytes;

    private final long growthOfRecord;

    private long first;
    /** What lies before it is given to the operator alone. */
    private long firstToFold;

    private long end;
    private long folded;
    private long skipped;
    private long leftOut;

    private record AtOffset(int partition, long offset) {}

    /**
     * @param mostOfRow nothing comes of the part if a row takes more bytes
     * @param mostOfOperator nor if its operator remembers more
     */
    PartFold(Part<E> part, long mostOfRow, long mostOfOperator, Spills spills, CodeWatch watch) {
        this.part = part;
        this.limit = new RowLimit(part.definition(), mostOfRow);
        this.reads = part.reads();
        this.spills = spills;
        this.failing =
                FailingCode.of(part.definition().place(), part.definition().whenMostFail());
        this.tile = part.definition().tile();
        RunningCode running = watch.newRunningCode();
        this.fold = new Fold<>(part.definition(), running);
        this.operated = part.definition()
                .operator()
                .map(operator -> new OperatedPart<>(operator, part.definition().place(), mostOfOperator, running))
                .orElse(null);
        this.table = new TileTable(part.definition());
        this.spilled = new SpillStack(limit, spills);
        this.growthOfRecord = part.definition().metrics().stream()
                .mapToLong(metric -> metric.growthBytes(GROWTH_OF_METRIC))
                .sum();
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

    /** Returns whether it wants any of the file. */
    boolean start(ArchiveFile file) {
        OffsetRange offsets = part.offsetsIn(file);
        first = offsets.first();
        firstToFold = part.offsets(file.partition()).first();
        end = offsets.end();
        if (answers != null) {
            answers.forget();
        }
        return first < end;
    }

    Set<String> reads() {
        return reads;
    }

    void start(EventBatch<E> batch) {
        answers.start(batch);
    }

    private boolean wants(long offset) {
        return offset >= first && offset < end;
    }

    void event(E event, long eventTimeMillis, long logClockMillis, int partition, long offset) {
        if (!wants(offset)) {
            return;
        }
        if (operated == null) {
            if (!isLeftOut(partition, offset)) {
                fold(event, eventTimeMillis, partition, offset);
            }
        } else if (!isIdle()) {
            foldOperated(event, eventTimeMillis, logClockMillis, partition, offset);
        }
    }

    private void foldOperated(E event, long eventTimeMillis, long logClockMillis, int partition, long offset) {
        boolean isToFold = offset >= firstToFold;
        try {
            if (!isToFold) {
                operated.prime(event, eventTimeMillis, logClockMillis, offset);
                return;
            }
            List<OperatedPart.Made<E>> all = operated.take(event, eventTimeMillis, logClockMillis, offset);
            if (isLeftOut(partition, offset)) {
                return;
            }
            for (OperatedPart.Made<E> made : all) {
                fold(made.event(), made.eventTimeMillis(), partition, offset);
            }
        } catch (FoldException fault) {
            // Of what is only looked back at the run has told that folded it.
            if (isToFold) {
                refuse(fault.isOfUserCode(), fault.getMessage());
            }
        } catch (UserCodeException stop) {
            stopped = stop;
        }
    }

    private void fold(E event, long eventTimeMillis, int partition, long offset) {
        if (!part.folds(tile.startOf(eventTimeMillis))) {
            return;
        }
        try {
            folded += fold.fold(event, eventTimeMillis, partition, offset, table) ? 1 : 0;
            failing.returned();
        } catch (FoldException fault) {
            refuse(fault.isOfUserCode(), fault.getMessage());
        } catch (UserCodeException stop) {
            stopped = stop;
        } catch (HalfFoldedEventException halfIn) {
            doubt(new AtOffset(partition, offset), halfIn.getCause());
        }
    }

    private boolean isLeftOut(int partition, long offset) {
        boolean isRefused = !refused.isEmpty() && !isIdle() && refused.contains(new AtOffset(partition, offset));
        skipped += isRefused ? 1 : 0;
        return isRefused || isIdle();
    }

    private void refuse(boolean isOfUserCode, String reason) {
        try {
            if (isOfUserCode) {
                failing.threw(reason);
            }
            skipped++;
        } catch (UserCodeException stop) {
            stopped = stop;
        }
    }

    private void doubt(AtOffset record, Throwable thrown) {
        refuse(true, UserCode.text(thrown));
        refused.add(record);
        isInDoubt = true;
    }

    /** Whether it takes nothing more of these files. */
    private boolean isIdle() {
        return isDone || isInDoubt || stopped != null;
    }

    void leftOut(long offset) {
        leftOut += wants(offset) && offset >= firstToFold ? 1 : 0;
    }

    /** Whether a row of the batch matters here, be it because the user's code throws. */
    boolean wantsRow(int row, long offset) {
        if (isIdle() || !wants(offset)) {
            return false;
        }
        try {
            byte verdict = answers.verdict(row);
            if (verdict == KnownAnswers.OUT) {
                failing.returned();
            }
            return verdict != KnownAnswers.OUT;
        } catch (UserCodeException stop) {
            stopped = stop;
            return false;
        }
    }

    /** Folds a row that matters and is an event. */
    void row(EventBatch<E> batch, int row, long eventTimeMillis, long offset) {
        if (!part.folds(tile.startOf(eventTimeMillis))) {
            return;
        }
        if (answers.verdict(row) == KnownAnswers.THROWS) {
            foldWaiting(batch.partition()); // They came before: else more seem to fail than do.
            refuse(true, answers.reason());
            return;
        }
        GroupKey group;
        try {
            group = answers.group(row);
        } catch (UserCodeException stop) {
            stopped = stop;
            return;
        }
        if (group == null) {
            foldWaiting(batch.partition());
            refuse(answers.isOfUserCode(), answers.reason());
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
            foldWaiting(partition, i);
        }
        waiting.clear();
    }

    private void foldWaiting(int partition, int i) {
        if (isLeftOut(partition, waiting.offset(i))) {
            return;
        }
        try {
            fold.foldInto(
                    waiting.group(i), waiting.event(i), waiting.timeMillis(i), partition, waiting.offset(i), table);
            folded++;
            failing.returned();
        } catch (FoldException fault) {
            refuse(fault.isOfUserCode(), fault.getMessage());
        } catch (UserCodeException stop) {
            stopped = stop;
        } catch (HalfFoldedEventException halfIn) {
            doubt(new AtOffset(partition, waiting.offset(i)), halfIn.getCause());
        }
    }

    /** What it holds in memory now that so many records more were folded, rather too much than too little. */
    long heldBytes(int records) {
        unmeasuredBytes += records * growthOfRecord;
        return table.heldBytes() + unmeasuredBytes;
    }

    /** What its operator remembers, which is never spilled. */
    long rememberedBytes() {
        return operated == null ? 0 : operated.heldBytes();
    }

    /** The same, once those rows were measured that records were folded into. */
    long measuredBytes() {
        for (int i = 0; i < table.dirtyRows(); i++) {
            int row = table.dirtyRow(i);
            long bytes = table.writeMeasuring(row, stored.clear());
            if (bytes > limit.bytes() && stopped == null) {
                stopped = limit.exceeded(table.group(row), bytes);
            }
        }
        table.clearDirty();
        unmeasuredBytes = 0;
        return table.heldBytes();
    }

    void spill() {
        if (table.rows() > 0) {
            inSpill(() -> spilled.add(new TableRun(table)));
            table.clear();
            unmeasuredBytes = 0;
        }
    }

    /** Where spilled rows are merged one may become too large, which is this part's affair alone. */
    private void inSpill(Runnable merging) {
        try {
            merging.run();
        } catch (UserCodeException stop) {
            stopped = stop;
        }
    }

    /** To be called when all files are read: whether they are to be read again, since what was folded is in doubt. */
    boolean startsAgain() {
        boolean again = isInDoubt && stopped == null;
        if (again) {
            table.clear();
            spilled = new SpillStack(limit, spills);
            if (operated != null) {
                operated.begin();
            }
            folded = 0;
            skipped = 0;
            isInDoubt = false;
        } else {
            isDone = true;
        }
        return again;
    }

    /** Why nothing comes of this part; empty if something does. */
    Optional<UserCodeException> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** Sorts what is in memory, when all is folded. */
    void finish() {
        inSpill(() -> runs.addAll(spilled.fewRuns()));
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

    /** Records that are no events of this definition, though their fields are there. Of what a filter leaves out only some. */
    long leftOut() {
        return leftOut;
    }
}
