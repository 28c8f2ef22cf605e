package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogMismatchException;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.UsedFields;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.speed.generation.Generation;
import io.tidemark.speed.generation.Generations;
import io.tidemark.speed.generation.Segment;
import io.tidemark.speed.generation.SelectedRows;
import io.tidemark.speed.generation.StateOwner;
import io.tidemark.speed.generation.StoredRows;
import io.tidemark.speed.operator.RememberedEntries;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.stream.Quarantined;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The realtime state of all aggregations over one partition. One thread writes: it reads batches, learns tidemarks and
 * flushes. Any thread may ask; it sees the state as it was between two records.
 */
public final class PartitionState<S> {
    /** Records folded between two chances for a query to look in: well under a millisecond's worth. */
    private static final int CHUNK = 256;
    /** So many partials, however large, must find room beside one another: one in each worker, and its copies in a flush. */
    private static final int ROWS_AT_LEAST = 8;
    /** What a value more adds to an accumulator: an entry, the value's object, its share of a larger array. */
    private static final long GROWTH_OF_METRIC = 160;

    private final PartitionId partition;
    private final StateContext context;
    private final StreamDecoder<S> decoder;
    private final Aggregations<S> aggregations;
    private final QuarantineState quarantine;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final StateWriter writer;
    private final StateAnswers<S> answers;
    /** Records are decoded before queries are made to wait for them. */
    private final List<Decoded<S>> chunk = new ArrayList<>(CHUNK);
    /** The batch and record at hand, for the one door by which bad records leave. */
    private LogBatch batch;

    private int index;
    /** By how much the accumulators may have grown since they were last written, and so measured. */
    private long unmeasuredBytes;
    /** Whether something was begun again that nobody reads yet. */
    private boolean isRebuilt;

    private final long growthOfRecord;
    /** Whether more rows than one may come of a record. */
    private final boolean hasSteps;

    private final AggregationState.RejectedEvent rejected = this::quarantine;

    private PartitionState(
            StreamDefinition<S> stream,
            List<AggregationDefinition<?>> definitions,
            PartitionId partition,
            RefusedRecords refused,
            StateContext context) {
        this.partition = partition;
        this.context = context;
        this.decoder = new StreamDecoder<>(stream, UsedFields.ofAll(stream, definitions))
                .stoppingWhenMostFail()
                .watchedBy(context.watch().newRunningCode());
        // Asked before anything is read: what is upset from here on was not what is read.
        long upsets = context.store().upsets();
        this.quarantine = new QuarantineState(partition, context.store());
        this.aggregations = new Aggregations<>(
                partition,
                definitions.stream()
                        .map(definition -> new AggregationState<>(
                                new StateOwner(definition, partition), stream, context, refused.of(definition.name())))
                        .toList());
        List<Integer> disowned = new ArrayList<>();
        context.stored().restore(partition, aggregations.generations(), disowned);
        this.writer =
                new StateWriter(partition, context.store(), upsets, aggregations.generations(), quarantine, disowned);
        this.answers = new StateAnswers<>(partition, aggregations, quarantine, writer, lock.readLock());
        this.growthOfRecord =
                definitions.stream().mapToLong(PartitionState::growthOfRecord).sum();
        this.hasSteps = definitions.stream()
                .anyMatch(definition -> !definition.input().source(stream).isPlain());
        for (int i = 0; i < CHUNK; i++) {
            chunk.add(new Decoded<>());
        }
    }

    /** By how much a record lets the accumulators of a row grow at most, beside the bytes that it brings. */
    private static long growthOfRecord(AggregationDefinition<?> definition) {
        return definition.metrics().stream()
                .mapToLong(metric -> metric.growthBytes(GROWTH_OF_METRIC))
                .sum();
    }

    /**
     * Opens a partition's state, with what the store remembers of it and the definitions still own. Another one that is
     * open for the partition is shut out: it writes nothing more, and is asked no more.
     *
     * @param refused the records that a state before this one failed on
     * @throws LogMismatchException if the stored state is of another log of the same name
     * @throws StateStoreException if the store cannot be read
     */
    public static <S> PartitionState<S> open(
            StreamDefinition<S> stream,
            List<AggregationDefinition<?>> definitions,
            PartitionId partition,
            RefusedRecords refused,
            StateContext context) {
        return context.states()
                .replace(partition, () -> new PartitionState<>(stream, definitions, partition, refused, context));
    }

    public PartitionId id() {
        return partition;
    }

    // ---- the log

    /**
     * Folds a batch into all states that are contiguous with it; the others leave it alone. What was folded before a
     * failure is not folded again when the batch comes again, and what was not then is.
     *
     * @param between run every few records, when all is whole: what the state holds may be written and evicted then
     * @throws StateStoreException if the store fails; the state is whole, up to the record that it failed on
     * @throws RuntimeException whatever else is wrong; the state may then be {@linkplain #isInDoubt in doubt}
     */
    public void read(LogBatch records, Runnable between) {
        boolean wanted = false;
        for (AggregationState<S> aggregation : aggregations.all()) {
            wanted |= aggregation.select(records);
        }
        if (aggregations.all().stream().anyMatch(AggregationState::isDoubted)) {
            change(() -> aggregations.all().forEach(AggregationState::rebuildDoubted));
            isRebuilt = true;
        }
        if (!wanted) {
            return;
        }
        batch = records;
        int size = records.size();
        for (int from = 0; from < size || from == 0; from += CHUNK) {
            int to = Math.min(size, from + CHUNK);
            decode(from, to);
            index = from;
            do {
                int first = from;
                change(() -> take(records, first, to));
                between.run();
            } while (index < to);
        }
        batch = null;
    }

    /** Whether something was begun again since this was asked last: it has to be read from further below. */
    public boolean takeRebuilt() {
        boolean was = isRebuilt;
        isRebuilt = false;
        return was;
    }

    /**
     * Goes on with the records that are decoded: with all of them, unless so much comes of the first ones that others are to
     * have their turn before.
     *
     * @param from the first that is decoded
     */
    private void take(LogBatch records, int from, int to) {
        long rows = 0;
        while (index < to && rows < CHUNK) {
            take(chunk.get(index - from));
            index++;
            rows += hasSteps ? furtherRows() : 0;
        }
        if (index == records.size()) {
            aggregations.all().forEach(aggregation -> aggregation.endBatch(records));
        }
    }

    /** Of the last record; they let the accumulators grow as if they were records. */
    private long furtherRows() {
        List<AggregationState<S>> all = aggregations.all();
        long rows = 0;
        for (int a = 0; a < all.size(); a++) {
            rows += all.get(a).takeFurtherRows();
        }
        unmeasuredBytes += rows * growthOfRecord;
        return rows;
    }

    /** Changes what is in memory while nobody reads it. */
    private void change(Runnable step) {
        lock.writeLock().lock();
        try {
            step.run();
        } catch (StateStoreException whole) {
            throw whole;
        } catch (RuntimeException | Error failure) {
            writer.distrust(failure);
            throw failure;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void decode(int from, int to) {
        for (int i = from; i < to; i++) {
            Decoded<S> decoded = chunk.get(i - from);
            if (isWanted(batch.offset(i))) {
                unmeasuredBytes += growthOfRecord + 2L * Math.max(0, batch.length(i));
                decoded.decode(decoder, batch, i);
            } else {
                decoded.leaveOut();
            }
        }
    }

    private boolean isWanted(long offset) {
        List<AggregationState<S>> all = aggregations.all();
        for (int a = 0; a < all.size(); a++) {
            if (all.get(a).wants(offset)) {
                return true;
            }
        }
        return false;
    }

    private void take(Decoded<S> decoded) {
        if (!decoded.isWanted) {
            return;
        }
        if (decoded.fault != null) {
            quarantine("", decoded.fault);
        }
        long offset = batch.offset(index);
        if (decoded.isTombstone) {
            quarantine.tombstone(offset);
        }
        long timestampMillis = batch.timestampMillis(index);
        int leaderEpoch = batch.leaderEpoch(index);
        List<AggregationState<S>> all = aggregations.all();
        for (int a = 0; a < all.size(); a++) {
            all.get(a).take(decoded.event, decoded.eventTimeMillis, offset, timestampMillis, leaderEpoch, rejected);
        }
    }

    private void quarantine(String aggregation, String reason) {
        quarantine.add(
                aggregation,
                batch.offset(index),
                batch.timestampMillis(index),
                reason,
                batch.bytes(index),
                batch.start(index),
                batch.length(index));
    }

    // ---- the tidemark

    /**
     * Takes notice of newer tidemarks and of what is still read, and makes that durable.
     *
     * @param newest by aggregation
     * @param leased by aggregation, the offsets of this partition that serving nodes answer from
     * @throws StateStoreException if the store fails; the notice is taken all the same
     */
    public void learn(
            Function<AggregationDefinition<?>, LogPosition> newest,
            Function<AggregationDefinition<?>, List<Long>> leased,
            long logStart) {
        writer.flushAfter(() -> {
            // First all that may be refused, then the change.
            List<Runnable> notices = new ArrayList<>();
            for (AggregationState<S> aggregation : aggregations.all()) {
                LogPosition tidemark = newest.apply(aggregation.definition());
                aggregation.generations().requireHistoryOf(tidemark);
                List<Long> read = leased.apply(aggregation.definition());
                notices.add(() -> aggregation.learn(tidemark, logStart, read));
            }
            // The store takes its time after that, beside the queries.
            change(() -> notices.forEach(Runnable::run));
        });
    }

    /**
     * Lets those generations know what their operators remember at the tidemark that begin there, unless they do. Queries go on
     * meanwhile; what cannot be read is {@linkplain PartitionStatus told}, and is tried again by the next call.
     *
     * @throws StateStoreException if the store fails
     */
    public void prime(RememberedEntries published) {
        for (AggregationState<S> aggregation : aggregations.all()) {
            for (Generation generation : aggregation.generations().unprimed()) {
                if (new Priming(aggregation, generation, writer).isDone(published)) {
                    change(generation::primed);
                }
            }
        }
    }

    /** Whether {@link #prime} has something left to do, once what there is was made durable. */
    public boolean isUnprimed() {
        return aggregations.generations().stream().anyMatch(Generations::isUnprimed);
    }

    /** Where the live reader goes on: as far as any primary state has come. */
    public long livePosition() {
        return aggregations.livePosition();
    }

    /** As {@link Aggregations#isLeftBehind} says. */
    public boolean isLeftBehind(long live) {
        return aggregations.isLeftBehind(live);
    }

    /** An offset that a state stands at, as a place in the log that it was read from. */
    public LogPosition at(long offset) {
        return aggregations.at(offset);
    }

    /** As {@link Aggregations#replayFrom} says. */
    public long replayFrom(long logStart) {
        return aggregations.replayFrom(logStart);
    }

    /** What the user's code has stopped, and why. May be asked by any thread, also while that code does not return. */
    public List<Fault> stopped() {
        return aggregations.stopped();
    }

    // ---- answers

    public PartitionCoverage coverage(AggregationDefinition<?> definition, LogPosition cut) {
        return answers.coverage(definition, cut);
    }

    /**
     * Merges what an aggregation holds from a cut on into a table, if it is covered.
     *
     * @throws UnreadableStateException if the store fails; some of the rows may be in the table
     */
    public PartitionCoverage read(AggregationDefinition<?> definition, LogPosition cut, SelectedRows into) {
        return answers.read(definition, cut, into);
    }

    /**
     * The same if it takes no wait.
     *
     * @throws WouldWaitException if the partition is being written, or some of the rows are on disk
     */
    public PartitionCoverage readAtOnce(AggregationDefinition<?> definition, LogPosition cut, SelectedRows into) {
        return answers.readAtOnce(definition, cut, into);
    }

    /**
     * Opens what an aggregation holds from a cut on as it is stored, once for each, if it is covered.
     *
     * @throws UnreadableStateException if the store fails; some of it may be open
     */
    public PartitionCoverage scan(AggregationDefinition<?> definition, LogPosition cut, List<StoredRows> into) {
        return answers.scan(definition, cut, into);
    }

    /** What an aggregation is answered from, from a cut on: of use for what never changes about it. */
    public List<Segment> segments(AggregationDefinition<?> definition, LogPosition cut) {
        return answers.segments(definition, cut);
    }

    /** How its aggregations fare; or how they last did, while one of them holds the partition up. */
    public List<PartitionStatus> status(long logEnd) {
        return answers.status(logEnd);
    }

    /** As the last {@link #status} found it. */
    public long quarantinedRecords() {
        return answers.quarantinedRecords();
    }

    /** As the last {@link #status} found it. */
    public long tombstones() {
        return answers.tombstones();
    }

    /** As the last {@link #status} found them. */
    public List<Quarantined> quarantined() {
        return answers.quarantined();
    }

    /** What the partials in memory take on the heap, rather too much than too little. Asked by the writing thread. */
    public long heldBytes() {
        return sum(Generations::heldBytes) + unmeasuredBytes;
    }

    /** About how much a flush would write. Asked by the writing thread. */
    public long dirtyBytes() {
        return sum(Generations::dirtyBytes);
    }

    private long sum(ToLongFunction<Generations> of) {
        List<AggregationState<S>> all = aggregations.all();
        long sum = 0;
        for (int a = 0; a < all.size(); a++) {
            sum += of.applyAsLong(all.get(a).generations());
        }
        return sum;
    }

    // ---- the store

    /**
     * Makes everything folded so far durable, in one atomic write. Queries go on meanwhile: it changes no answer.
     *
     * @throws StateStoreException if the store fails; nothing is lost, and another flush may succeed
     */
    public void flush() {
        writer.flush();
        unmeasuredBytes = 0;
        long mostBytesOfRow = context.partials().bytes() / ROWS_AT_LEAST;
        aggregations.all().forEach(aggregation -> aggregation.stopBeyond(mostBytesOfRow));
    }

    /**
     * Ends its writing, with everything folded so far durable and no longer in memory. It goes on answering as of here, until
     * it is handed over, taken back, or opened anew.
     */
    public void rest() {
        try {
            evict();
        } finally {
            if (isInDoubt()) {
                context.states().letGo(this);
            } else {
                // What could not be written down is answered from memory.
                context.states().rest(this);
            }
        }
    }

    /** Whether it can be written on as if nobody had been away. */
    boolean isWhole() {
        return !isInDoubt() && !writer.isShutOut() && stopped().isEmpty();
    }

    /**
     * How far one aggregation has come.
     *
     * @param reached where it stands
     * @param answered from its newest tidemark to where it stands; empty if it is not answered from there
     */
    public record Standing(AggregationDefinition<?> definition, long reached, Optional<OffsetRange> answered) {}

    /** How far each aggregation has come that has begun. For the writing thread, or for one that rests. */
    public List<Standing> standings() {
        return aggregations.all().stream()
                .filter(aggregation -> !aggregation.generations().isEmpty())
                .map(aggregation -> new Standing(
                        aggregation.definition(),
                        aggregation.generations().furthest().position(),
                        aggregation.generations().heldFromTheTidemark()))
                .toList();
    }

    /** Whether a step failed in the middle, so that what is in memory must be {@link #discard}ed. */
    public boolean isInDoubt() {
        return writer.isInDoubt();
    }

    /** Ends it after a failure. Nothing more is written: the next state begins with what is stored, and reads on from there. */
    public void discard() {
        shutOut();
        context.states().letGo(this);
    }

    /** From now on nothing is written: another state of the partition begins with what is in the store. */
    void shutOut() {
        writer.shutOut();
    }

    /** The other state could not be opened: this one is all there is. */
    void letIn() {
        writer.letIn();
    }

    /**
     * Gives the memory back of partials that get no more records, and of what operators remember; they are read from the store
     * when needed.
     */
    public void evictClosed() {
        evict(Generations::evictClosed);
    }

    /** Gives the memory of all partials back. */
    public void evict() {
        evict(Generations::evict);
    }

    private void evict(Consumer<Generations> step) {
        writer.flushBefore(() -> {
            unmeasuredBytes = 0;
            lock.writeLock().lock();
            try {
                aggregations.generations().forEach(step);
            } finally {
                lock.writeLock().unlock();
            }
        });
    }
}
