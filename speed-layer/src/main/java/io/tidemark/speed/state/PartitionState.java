package io.tidemark.speed.state;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.fold.TileTable;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogMismatchException;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.UsedFields;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.stream.Quarantined;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The realtime state of all aggregations over one partition. One thread writes: it reads batches, learns tidemarks and
 * flushes. Any thread may ask; it sees the state as it was between two records.
 */
public final class PartitionState<E> {
    /** Records folded between two chances for a query to look in: well under a millisecond's worth. */
    private static final int CHUNK = 256;
    /** Well above what a chunk takes: only code that does not return lets somebody wait so long. */
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(5);

    private static final Duration STATUS_WAIT = Duration.ofMillis(500);

    private final PartitionId partition;
    private final StateContext context;
    private final StreamDecoder<E> decoder;
    private final List<AggregationState<E>> aggregations = new ArrayList<>();
    private final QuarantineState quarantine;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final ByteWriter scratch = new ByteWriter(256);
    /** Held by whoever writes to the store, so that nothing is written once {@link #shutOut} has returned. */
    private final Object writing = new Object();

    private volatile List<PartitionStatus> lastStatus = List.of();
    private volatile long lastQuarantined;
    private volatile long lastTombstones;
    private volatile List<Quarantined> lastNewest = List.of();

    /** The store's count when it was read: what is in memory builds on what was there then. */
    private final long upsets;

    private boolean isShutOut;
    /** Why what is in memory must not be believed any more: a step failed in the middle. It is neither answered nor written. */
    private volatile Throwable doubt;
    /** Generations in the store that no definition owns; the next write deletes them. */
    private final List<Integer> disowned = new ArrayList<>();
    /** Records are decoded before queries are made to wait for them. */
    private final List<Decoded<E>> chunk = new ArrayList<>(CHUNK);
    /** The batch and record at hand, for the one door by which bad records leave. */
    private LogBatch batch;

    private int index;
    private final AggregationState.RejectedEvent rejected = this::quarantine;

    private PartitionState(
            StreamDefinition<E> stream,
            List<AggregationDefinition<E>> definitions,
            PartitionId partition,
            StateContext context) {
        this.partition = partition;
        this.context = context;
        this.decoder = new StreamDecoder<>(stream, UsedFields.ofAll(stream, definitions))
                .stoppingWhenMostFail()
                .watchedBy(context.watch().newRunningCode());
        this.upsets = context.store().upsets();
        this.quarantine = new QuarantineState(partition, context.store());
        for (int i = 0; i < CHUNK; i++) {
            chunk.add(new Decoded<>());
        }
    }

    /**
     * Opens a partition's state, with what the store remembers of it and the definitions still own. Another one that is
     * open for the partition is shut out: it writes nothing more, and is asked no more.
     *
     * @param refused the records that a state before this one failed on
     * @throws LogMismatchException if the stored state is of another log of the same name
     * @throws StateStoreException if the store cannot be read
     */
    public static <E> PartitionState<E> open(
            StreamDefinition<E> stream,
            List<AggregationDefinition<E>> definitions,
            PartitionId partition,
            RefusedRecords refused,
            StateContext context) {
        return context.states().replace(partition, () -> restored(stream, definitions, partition, refused, context));
    }

    private static <E> PartitionState<E> restored(
            StreamDefinition<E> stream,
            List<AggregationDefinition<E>> definitions,
            PartitionId partition,
            RefusedRecords refused,
            StateContext context) {
        PartitionState<E> state = new PartitionState<>(stream, definitions, partition, context);
        for (AggregationDefinition<E> definition : definitions) {
            StateOwner owner = new StateOwner(definition, partition);
            state.aggregations.add(new AggregationState<>(owner, definition, context, refused.of(definition.name())));
        }
        new StoredGenerations(context).restore(partition, state.aggregations, state.disowned);
        return state;
    }

    public PartitionId id() {
        return partition;
    }

    // ---- the log

    /**
     * Folds a batch into all states that are contiguous with it; the others leave it alone. What was folded before a
     * failure is not folded again when the batch comes again, and what was not then is.
     *
     * @throws StateStoreException if the store fails; the state is whole, up to the record that it failed on
     * @throws RuntimeException whatever else is wrong; the state may then be {@linkplain #isInDoubt in doubt}
     */
    public void read(LogBatch records) {
        boolean wanted = false;
        for (AggregationState<E> aggregation : aggregations) {
            wanted |= aggregation.select(records.first(), records.end());
        }
        if (!wanted) {
            return;
        }
        batch = records;
        int size = records.size();
        for (int from = 0; from < size || from == 0; from += CHUNK) {
            int to = Math.min(size, from + CHUNK);
            decode(from, to);
            int first = from;
            change(() -> take(records, first, to));
        }
        batch = null;
    }

    private void take(LogBatch records, int from, int to) {
        for (index = from; index < to; index++) {
            take(chunk.get(index - from));
        }
        if (to == records.size()) {
            aggregations.forEach(aggregation -> aggregation.endBatch(records));
        }
    }

    /** Changes what is in memory while nobody reads it. */
    private void change(Runnable step) {
        lock.writeLock().lock();
        try {
            step.run();
        } catch (StateStoreException whole) {
            throw whole;
        } catch (RuntimeException | Error failure) {
            doubt = failure;
            throw failure;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void decode(int from, int to) {
        for (int i = from; i < to; i++) {
            Decoded<E> decoded = chunk.get(i - from);
            if (isWanted(batch.offset(i))) {
                decoded.decode(decoder, batch, i);
            } else {
                decoded.leaveOut();
            }
        }
    }

    private boolean isWanted(long offset) {
        for (int a = 0; a < aggregations.size(); a++) {
            if (aggregations.get(a).wants(offset)) {
                return true;
            }
        }
        return false;
    }

    private void take(Decoded<E> decoded) {
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
        for (int a = 0; a < aggregations.size(); a++) {
            aggregations
                    .get(a)
                    .take(decoded.event, decoded.eventTimeMillis, offset, timestampMillis, leaderEpoch, rejected);
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
        synchronized (writing) {
            if (isShutOut) {
                return;
            }
            // First all that may be refused, then the change.
            List<Runnable> notices = new ArrayList<>();
            for (AggregationState<E> aggregation : aggregations) {
                LogPosition tidemark = newest.apply(aggregation.definition());
                aggregation.requireHistoryOf(tidemark);
                List<Long> read = leased.apply(aggregation.definition());
                notices.add(() -> aggregation.learn(tidemark, logStart, read));
            }
            change(() -> notices.forEach(Runnable::run));
            // Beside the queries: the store may take its time.
            flush();
        }
    }

    /** Where the live reader goes on: as far as any primary state has come. */
    public long livePosition() {
        return aggregations.stream()
                .filter(aggregation -> !aggregation.isEmpty())
                .mapToLong(a -> a.furthest().position())
                .max()
                .orElse(0);
    }

    /** An offset that a state stands at, as a place in the log that it was read from. */
    public LogPosition at(long offset) {
        return aggregations.stream()
                .flatMap(aggregation -> aggregation.at(offset).stream())
                .findFirst()
                .orElse(new LogPosition(offset, LogClock.START, -1));
    }

    /**
     * The lowest primary state that a live reader would leave behind and that the log can still be read from, or -1 when
     * there is none. One that needs records below {@code logStart} waits for a run, and holds up no other.
     */
    public long replayFrom(long logStart) {
        long live = livePosition();
        long lowest = aggregations.stream()
                .filter(aggregation ->
                        !aggregation.isEmpty() && aggregation.stopped().isEmpty())
                .mapToLong(a -> a.primary().position())
                .filter(position -> position >= logStart)
                .min()
                .orElse(live);
        return lowest < live ? lowest : -1;
    }

    /** What the user's code has stopped, and why. May be asked by any thread, also while that code does not return. */
    public List<Fault> stopped() {
        return aggregations.stream().flatMap(a -> a.stopped().stream()).toList();
    }

    // ---- answers

    public PartitionCoverage coverage(AggregationDefinition<?> definition, long cut) {
        if (!isReadable(ANSWER_WAIT)) {
            return heldUp(cut);
        }
        try {
            PartitionCoverage coverage = state(definition).coverage(cut);
            return isInDoubt() ? inDoubt(cut) : coverage;
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Merges what an aggregation holds from a cut on into a table, if it is covered.
     *
     * @throws UnreadableStateException if the store fails; some of the rows may be in the table
     */
    public PartitionCoverage read(
            AggregationDefinition<?> definition, long cut, RowSelection selection, TileTable into) {
        if (!isReadable(ANSWER_WAIT)) {
            return heldUp(cut);
        }
        try {
            if (isInDoubt()) {
                return inDoubt(cut);
            }
            PartitionCoverage coverage = state(definition).read(cut, selection, into);
            if (isUpset()) {
                throw new UpsetStateException(partition);
            }
            return coverage;
        } catch (StateStoreException | UpsetStateException e) {
            throw new UnreadableStateException(partition, cut, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * The same if it takes no wait.
     *
     * @throws WouldWaitException if the partition is being written, or some of the rows are on disk
     */
    public PartitionCoverage readAtOnce(
            AggregationDefinition<?> definition, long cut, RowSelection selection, TileTable into) {
        if (!lock.readLock().tryLock()) {
            throw WouldWaitException.INSTANCE;
        }
        try {
            // Whoever has the lock has it again without waiting.
            return read(definition, cut, selection, into);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Takes the read lock, unless the user's code holds the partition up. */
    private boolean isReadable(Duration patience) {
        try {
            return lock.readLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static PartitionCoverage heldUp(long cut) {
        return new Missing(cut, "is held up by a record that is being folded, perhaps by code that does not return");
    }

    private PartitionCoverage inDoubt(long cut) {
        Throwable failure = doubt == null ? new UpsetStateException(partition) : doubt;
        return new Missing(cut, "is built again after a failure: " + Reason.of(failure));
    }

    /** How its aggregations fare; or how they last did, while one of them holds the partition up. */
    public List<PartitionStatus> status(long logEnd) {
        if (isReadable(STATUS_WAIT)) {
            try {
                lastStatus = aggregations.stream()
                        .filter(aggregation -> !aggregation.isEmpty())
                        .map(aggregation -> status(aggregation, logEnd))
                        .toList();
                lastQuarantined = quarantine.count();
                lastTombstones = quarantine.tombstones();
                lastNewest = quarantine.newest();
            } finally {
                lock.readLock().unlock();
            }
        }
        return lastStatus;
    }

    private PartitionStatus status(AggregationState<E> aggregation, long logEnd) {
        Generation primary = aggregation.primary();
        long ahead = livePosition() - primary.start();
        double replayed = ahead <= 0 ? 1 : Math.min(1.0, (double) (primary.position() - primary.start()) / ahead);
        return new PartitionStatus(
                aggregation.definition().name(),
                partition.topic(),
                partition.partition(),
                primary.position(),
                logEnd,
                primary.clockMillis(),
                aggregation.epochs(),
                aggregation.rows(),
                replayed,
                aggregation.faults());
    }

    /** As the last {@link #status} found it. */
    public long quarantinedRecords() {
        return lastQuarantined;
    }

    /** As the last {@link #status} found it. */
    public long tombstones() {
        return lastTombstones;
    }

    /** As the last {@link #status} found them. */
    public List<Quarantined> quarantined() {
        return lastNewest;
    }

    /** How many partials are in memory. Asked by the writing thread. */
    public long rows() {
        return aggregations.stream().mapToLong(AggregationState::rows).sum();
    }

    // ---- the store

    /**
     * Makes everything folded so far durable, in one atomic write. Queries go on meanwhile: it changes no answer.
     *
     * @throws StateStoreException if the store fails; nothing is lost, and another flush may succeed
     */
    public void flush() {
        synchronized (writing) {
            boolean isChanged = quarantine.isChanged()
                    || !disowned.isEmpty()
                    || aggregations.stream().anyMatch(AggregationState::isChanged);
            if (isShutOut || doubt != null || (!isChanged && !isUpset())) {
                return;
            }
            try (StateStore.Batch changes = context.store().begin()) {
                // Asked after the batch was begun: one of an opening before is not written.
                if (isUpset()) {
                    throw new UpsetStateException(partition);
                }
                write(changes);
            } catch (StateStoreException whole) {
                throw whole;
            } catch (RuntimeException | Error failure) {
                doubt = failure;
                throw failure;
            }
        }
    }

    /** Ends it, with everything folded so far durable. */
    public void close() {
        try {
            flush();
        } finally {
            context.states().letGo(this);
        }
    }

    /** Whether a step failed in the middle, so that what is in memory must be {@link #discard}ed. */
    public boolean isInDoubt() {
        return doubt != null || isUpset();
    }

    private boolean isUpset() {
        return context.store().upsets() != upsets;
    }

    /** Ends it after a failure. Nothing more is written: the next state begins with what is stored, and reads on from there. */
    public void discard() {
        shutOut();
        context.states().letGo(this);
    }

    /** From now on nothing is written: another state of the partition begins with what is in the store. */
    void shutOut() {
        synchronized (writing) {
            isShutOut = true;
        }
    }

    private void write(StateStore.Batch changes) {
        disowned.forEach(generation -> StateLayout.delete(generation, changes));
        aggregations.forEach(aggregation -> aggregation.write(changes, scratch));
        if (quarantine.isChanged()) {
            quarantine.write(changes, scratch);
        }
        changes.commit();
        disowned.clear();
        aggregations.forEach(AggregationState::written);
        quarantine.written();
    }

    /** Gives the memory of the partials back; they are read from the store when needed. */
    public void evict() {
        synchronized (writing) {
            flush();
            if (isShutOut || doubt != null) {
                return; // What is in memory is nowhere else.
            }
            lock.writeLock().lock();
            try {
                aggregations.forEach(AggregationState::evict);
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    private AggregationState<E> state(AggregationDefinition<?> definition) {
        for (AggregationState<E> aggregation : aggregations) {
            if (aggregation.definition().name().equals(definition.name())) {
                return aggregation;
            }
        }
        throw new IllegalArgumentException("no state for " + definition.name() + " on " + partition);
    }
}
