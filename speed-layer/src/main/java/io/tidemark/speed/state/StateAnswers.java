package io.tidemark.speed.state;

import io.tidemark.fault.Reason;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.speed.generation.Generation;
import io.tidemark.speed.generation.Segment;
import io.tidemark.speed.generation.SelectedRows;
import io.tidemark.speed.generation.StoredRows;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.stream.Quarantined;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * What is told of one partition's state, as it was between two records. Any thread may ask, and none waits for long where
 * the user's code holds the partition up.
 */
final class StateAnswers<S> {
    /** Well above what a chunk takes: only code that does not return lets somebody wait so long. */
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(5);

    private static final Duration STATUS_WAIT = Duration.ofMillis(500);

    private static final Duration HINT_WAIT = Duration.ofMillis(50);

    private final PartitionId partition;
    private final Aggregations<S> aggregations;
    private final QuarantineState quarantine;
    private final StateWriter writer;
    private final Lock lock;

    private volatile List<PartitionStatus> lastStatus = List.of();
    private volatile long lastQuarantined;
    private volatile long lastTombstones;
    private volatile List<Quarantined> lastNewest = List.of();

    /** @param lock the partition's read lock */
    StateAnswers(
            PartitionId partition,
            Aggregations<S> aggregations,
            QuarantineState quarantine,
            StateWriter writer,
            Lock lock) {
        this.partition = partition;
        this.aggregations = aggregations;
        this.quarantine = quarantine;
        this.writer = writer;
        this.lock = lock;
    }

    PartitionCoverage coverage(AggregationDefinition<?> definition, LogPosition cut) {
        if (!isReadable(ANSWER_WAIT)) {
            return heldUp(cut.offset());
        }
        try {
            PartitionCoverage coverage =
                    aggregations.of(definition).generations().coverage(cut);
            return writer.isInDoubt() ? inDoubt(cut.offset()) : coverage;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Merges what an aggregation holds from a cut on into a table, if it is covered.
     *
     * @throws UnreadableStateException if the store fails; some of the rows may be in the table
     */
    PartitionCoverage read(AggregationDefinition<?> definition, LogPosition cut, SelectedRows into) {
        boolean isHeldUp = into.areFoundInOrder() && !sort(definition, cut);
        if (isHeldUp || !isReadable(ANSWER_WAIT)) {
            return heldUp(cut.offset());
        }
        try {
            if (writer.isInDoubt()) {
                return inDoubt(cut.offset());
            }
            PartitionCoverage coverage =
                    aggregations.of(definition).generations().read(cut, into);
            if (writer.isUpset()) {
                throw new UpsetStateException(partition);
            }
            return coverage;
        } catch (StateStoreException | UpsetStateException e) {
            throw new UnreadableStateException(partition, cut.offset(), e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same if it takes no wait.
     *
     * @throws WouldWaitException if the partition is being written, or some of the rows are on disk
     */
    PartitionCoverage readAtOnce(AggregationDefinition<?> definition, LogPosition cut, SelectedRows into) {
        if (!lock.tryLock()) {
            throw WouldWaitException.INSTANCE;
        }
        try {
            // Whoever has the lock has it again without waiting.
            return read(definition, cut, into);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens what an aggregation holds from a cut on as it is stored, once for each, if it is covered, after all of it was
     * written.
     *
     * @throws UnreadableStateException if the store fails; some of it may be open
     */
    PartitionCoverage scan(AggregationDefinition<?> definition, LogPosition cut, List<StoredRows> into) {
        try {
            return writer.whileStored(lock, ANSWER_WAIT, () -> opened(definition, cut, into))
                    .orElseGet(() -> heldUp(cut.offset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return heldUp(cut.offset());
        } catch (StateStoreException | UpsetStateException e) {
            throw new UnreadableStateException(partition, cut.offset(), e);
        }
    }

    private PartitionCoverage opened(AggregationDefinition<?> definition, LogPosition cut, List<StoredRows> into) {
        if (writer.isInDoubt()) {
            return inDoubt(cut.offset());
        }
        if (writer.isShutOut()) {
            // What it had not written yet is read from the log again, by the state that takes its place.
            return new Missing(cut.offset(), "is being opened by another worker");
        }
        PartitionCoverage coverage = aggregations.of(definition).generations().scan(cut, into);
        if (writer.isUpset()) {
            throw new UpsetStateException(partition);
        }
        return coverage;
    }

    /** What is answered from; nothing, while somebody holds the partition up. */
    List<Segment> segments(AggregationDefinition<?> definition, LogPosition cut) {
        if (!isReadable(HINT_WAIT)) {
            return List.of();
        }
        try {
            return List.copyOf(aggregations.of(definition).generations().segments(cut));
        } finally {
            lock.unlock();
        }
    }

    /** Sorts the groups that are to be read in order, beside the fold; unless somebody holds the partition up. */
    private boolean sort(AggregationDefinition<?> definition, LogPosition cut) {
        if (!isReadable(ANSWER_WAIT)) {
            return false;
        }
        List<Runnable> sortings;
        try {
            sortings = aggregations.of(definition).generations().sortings(cut);
        } finally {
            lock.unlock();
        }
        sortings.forEach(Runnable::run);
        return true;
    }

    /** Takes the read lock, unless the user's code holds the partition up. */
    private boolean isReadable(Duration patience) {
        try {
            return lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static PartitionCoverage heldUp(long cut) {
        return new Missing(
                cut, "is held up by records that are being folded or written, perhaps by code that does not return");
    }

    private PartitionCoverage inDoubt(long cut) {
        return new Missing(cut, "is built again after a failure: " + Reason.of(writer.reason()));
    }

    /** How its aggregations fare; or how they last did, while one of them holds the partition up. */
    List<PartitionStatus> status(long logEnd) {
        if (isReadable(STATUS_WAIT)) {
            try {
                lastStatus = aggregations.all().stream()
                        .filter(aggregation -> !aggregation.generations().isEmpty())
                        .map(aggregation -> status(aggregation, logEnd))
                        .toList();
                lastQuarantined = quarantine.count();
                lastTombstones = quarantine.tombstones();
                lastNewest = quarantine.newest();
            } finally {
                lock.unlock();
            }
        }
        return lastStatus;
    }

    private PartitionStatus status(AggregationState<S> aggregation, long logEnd) {
        Generation primary = aggregation.generations().primary();
        return new PartitionStatus(
                aggregation.definition().name(),
                partition.topic(),
                partition.partition(),
                primary.position(),
                logEnd,
                primary.clockMillis(),
                aggregation.generations().epochs(),
                aggregation.generations().rows(),
                replayed(aggregation, primary),
                aggregation.faults());
    }

    /** Of what it has to catch up with; nothing, while it waits for what its operator has to know. */
    private double replayed(AggregationState<S> aggregation, Generation primary) {
        if (!aggregation.generations().isReading()) {
            return 0;
        }
        long ahead = aggregations.livePosition() - primary.start();
        return ahead <= 0 ? 1 : Math.min(1.0, (double) (primary.position() - primary.start()) / ahead);
    }

    /** As the last {@link #status} found it. */
    long quarantinedRecords() {
        return lastQuarantined;
    }

    /** As the last {@link #status} found it. */
    long tombstones() {
        return lastTombstones;
    }

    /** As the last {@link #status} found them. */
    List<Quarantined> quarantined() {
        return lastNewest;
    }
}
