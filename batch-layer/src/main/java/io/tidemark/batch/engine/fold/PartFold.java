package io.tidemark.batch.engine.fold;

import io.tidemark.batch.engine.OperatorDelta;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.SpillStack;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.engine.merge.TableRun;
import io.tidemark.batch.storage.Storage;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.FaultException;
import io.tidemark.fold.Fold;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.operator.HeapMemory;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.usercode.CodeWatch;
import io.tidemark.usercode.FailingCode;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One part's fold in a unit of work, and what it has folded: of one stream or several, by a {@link PartSource} for each. When
 * the user's code throws with an event half in, what was folded is in doubt: the unit's files are read again for this part,
 * without that record. Owned by one thread until the unit is done.
 */
final class PartFold<E> {
    /** What a value more adds to an accumulator: an entry, the value, its share of a larger array. */
    private static final long GROWTH_OF_METRIC = 256;

    private final Part<E> part;
    private final Fold<E> fold;
    private final RunningCode running;
    private final TileTable table;
    private final RowLimit limit;
    private final long mostRemembered;
    private final Spills spills;
    private final FailingCode failing;
    /** By topic, those that files came of. */
    private final Map<String, PartSource<?, E>> sources = new HashMap<>();
    /** Of them the one whose records the operator is given: it has a unit of one partition. Null if there is none. */
    private PartSource<?, E> operated;

    private Remembering remembering;
    /** What was written of what the operator put; null if nothing was. */
    private OperatorDelta put;
    /** Records on which the code threw when they were half in. */
    private final Set<AtOffset> refused = new HashSet<>();

    private final List<SortedRun> runs = new ArrayList<>();
    private SpillStack spilled;
    /** Why nothing comes of this part, as when the user's code cannot go on. Null while something does. */
    private FaultException stopped;

    private boolean isInDoubt;
    private boolean isDone;
    private final ByteWriter stored = new ByteWriter();
    /** By how much the accumulators may have grown since they were last measured. */
    private long unmeasuredBytes;

    private final long growthOfRecord;

    private long folded;
    private long skipped;
    private long leftOut;

    private record AtOffset(PartitionId partition, long offset) {}

    /**
     * @param mostOfRow nothing comes of the part if a row takes more bytes
     * @param mostRemembered nor if its operator remembers more
     */
    PartFold(Part<E> part, long mostOfRow, long mostRemembered, Spills spills, CodeWatch watch) {
        this.mostRemembered = mostRemembered;
        AggregationDefinition<E> definition = part.definition();
        this.part = part;
        this.limit = new RowLimit(definition, mostOfRow);
        this.spills = spills;
        this.failing = FailingCode.of(definition.place(), definition.whenMostFail());
        this.running = watch.newRunningCode();
        this.fold = new Fold<>(definition, running);
        this.table = new TileTable(definition);
        this.spilled = new SpillStack(limit, spills);
        this.growthOfRecord = definition.metrics().stream()
                .mapToLong(metric -> metric.growthBytes(GROWTH_OF_METRIC))
                .sum();
    }

    boolean reads(StreamDefinition<?> stream) {
        return part.definition().input().reads(stream.topic());
    }

    /** What it folds of a stream that it reads. */
    @SuppressWarnings("unchecked") // A model has one stream of a topic.
    <S> PartSource<S, E> source(StreamDefinition<S> stream) {
        return (PartSource<S, E>) sources.computeIfAbsent(stream.topic(), topic -> {
            PartSource<S, E> source = new PartSource<>(this, stream, fold, running);
            if (part.isInLogOrder()) {
                operated = source;
                if (!isIdle()) {
                    source.begin(remembering);
                }
            }
            return source;
        });
    }

    /** To be called before the unit's files are read, be it again: what its operator remembers is as it was there. */
    void begin(Storage storage, PartitionId partition) {
        remembering = new Remembering(part, partition, storage);
        if (operated != null && !isIdle()) {
            operated.begin(remembering);
        }
    }

    /**
     * Writes what its operator put, once it is finished, if anything comes of the part. Lets go of what it remembers even if
     * nothing does: its unit is held until the last one is done.
     */
    void remember(String name, long rowGroupBytes) {
        if (operated != null) {
            HeapMemory all = operated.end();
            if (part.remembers() && stopped == null) {
                put = remembering.write(all, name, rowGroupBytes);
            }
        }
    }

    /** What {@link #remember} has written; empty if its operator remembers nothing, or nothing comes of the part. */
    Optional<OperatorDelta> put() {
        return Optional.ofNullable(put);
    }

    /** What the operators of all its streams may remember: a unit of one that has an operator is of one partition. */
    long mostRemembered() {
        return mostRemembered;
    }

    Part<E> part() {
        return part;
    }

    TileTable table() {
        return table;
    }

    // ---- what became of a record

    /** The code returned on an event, of which so many rows counted. */
    void took(int rows) {
        folded += rows > 0 ? 1 : 0;
        unmeasuredBytes += rows > 1 ? (rows - 1) * growthOfRecord : 0;
        returned();
    }

    void returned() {
        failing.returned();
    }

    /** Whether a record is left out, since the code threw when it was half in; none is taken any more when it is idle. */
    boolean isLeftOut(PartitionId partition, long offset) {
        boolean isRefused = !refused.isEmpty() && !isIdle() && refused.contains(new AtOffset(partition, offset));
        skipped += isRefused ? 1 : 0;
        return isRefused || isIdle();
    }

    void refuse(boolean isOfUserCode, String reason) {
        try {
            if (isOfUserCode) {
                failing.threw(reason);
            }
            skipped++;
        } catch (UserCodeException stop) {
            stopped = stop;
        }
    }

    void doubt(PartitionId partition, long offset, Throwable thrown) {
        refuse(true, UserCode.text(thrown));
        refused.add(new AtOffset(partition, offset));
        isInDoubt = true;
    }

    void stop(FaultException stop) {
        stopped = stop;
    }

    /** Whether it takes nothing more of these files. */
    boolean isIdle() {
        return isDone || isInDoubt || stopped != null;
    }

    void leaveOut() {
        leftOut++;
    }

    // ---- what it holds

    /** What it holds in memory now that so many records more were folded, rather too much than too little. */
    long heldBytes(int records) {
        unmeasuredBytes += records * growthOfRecord;
        return table.heldBytes() + unmeasuredBytes;
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
            folded = 0;
            skipped = 0;
            isInDoubt = false;
        } else {
            isDone = true;
        }
        return again;
    }

    /** Why nothing comes of this part; empty if something does. */
    Optional<FaultException> stopped() {
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
