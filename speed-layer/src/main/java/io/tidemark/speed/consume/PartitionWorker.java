package io.tidemark.speed.consume;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.state.HalfFoldedException;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of the partitions that are assigned to it: poll, fold, learn the tidemark, flush. Two readers feed
 * the same states: a live one at the furthest position, and one beside it that replays what a jump or rebuild has to
 * catch up with; each state takes from either what is contiguous with it.
 *
 * <p>Stepped by its owner, one thread. Others find its states in the context.
 */
public final class PartitionWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWorker.class);

    /** Of a replay that stands nowhere: wherever it is to begin, it is sent there. */
    private static final long SENT_BACK = Long.MAX_VALUE;

    private final Model model;
    private final StateContext context;
    private final Topics topics;
    private final TidemarkFollower tidemarks;
    private final Leases leases;
    private final LogReader live;
    private final LogReaders readers;
    /** Made when there is something to catch up with, which most processes never have: it costs a start a client. */
    private SoloLogReader replay;

    /** How many of its partitions fail at present. */
    private int failing;

    private final Map<PartitionId, OwnedPartition> owned = new HashMap<>();
    /** Where the replaying reader reads each partition that has something to catch up with. */
    private final Map<PartitionId, Long> replayPositions = new HashMap<>();

    public PartitionWorker(
            Model model,
            StateContext context,
            Topics topics,
            TidemarkFollower tidemarks,
            Leases leases,
            LogReaders readers) {
        this.model = model;
        this.context = context.keeping(version -> tidemarks.isPublished(version) || leases.isHeld(version));
        this.topics = topics;
        this.tidemarks = tidemarks;
        this.leases = leases;
        this.readers = readers;
        this.live = readers.inGroup(new Live());
    }

    /** Reads what there is, waiting up to {@code timeout}; returns how many records came. */
    public int poll(Duration timeout) {
        try {
            if (replayPositions.isEmpty()) {
                return live.poll(timeout);
            }
            int records = live.poll(Duration.ZERO) + replay.poll(timeout);
            endReplays();
            return records;
        } finally {
            holdBack();
        }
    }

    /** The reader goes no further with a partition that fails: what it passed on last is to come again. */
    private void holdBack() {
        if (failing > 0) {
            for (OwnedPartition partition : owned.values()) {
                if (partition.isFailing()) {
                    live.pause(partition.id);
                    if (replayPositions.replace(partition.id, SENT_BACK) != null) {
                        replay.pause(partition.id);
                    }
                }
            }
        }
    }

    /** Takes notice of the newest tidemarks and leases in all states. */
    public void learn() {
        each(this::learn);
    }

    /** Makes durable what was folded. */
    public void flush() {
        each((partition, state) -> state.flush());
    }

    /** Tells the store that few records come. */
    public void rest() {
        try {
            context.store().rest();
        } catch (StateStoreException told) {
            // Nothing is lost by it; the next write is refused, and that is told.
            LOG.debug("the state store could not be tidied", told);
        }
    }

    /** Gives memory back, the largest partition first, until no more than {@code limit} partials are held. */
    public void evictTo(long limit) {
        List<OwnedPartition> largest = new ArrayList<>(owned.values());
        largest.sort((a, b) -> Long.compare(rows(b), rows(a)));
        long rows = largest.stream().mapToLong(PartitionWorker::rows).sum();
        for (OwnedPartition partition : largest) {
            if (rows <= limit) {
                return;
            }
            if (!partition.isFailing()) {
                rows -= rows(partition);
                guarded(partition, () -> partition.state().ifPresent(PartitionState::evict));
            }
        }
    }

    private static long rows(OwnedPartition partition) {
        return partition.state().map(PartitionState::rows).orElse(0L);
    }

    /**
     * Tries again with the partitions that failed: each is opened from what is stored, unless what it has in memory is
     * whole, and read on from there. The longer one has failed, the more calls go by before it is its turn.
     */
    public void mend() {
        if (failing == 0) {
            return;
        }
        for (OwnedPartition partition : List.copyOf(owned.values())) {
            // Another worker's by now, which this one will be told: it is not taken back.
            if (partition.claim.holds() && partition.isDue()) {
                guarded(partition, () -> mend(partition));
            }
        }
    }

    private void mend(OwnedPartition partition) {
        context.store().mend();
        partition.discardDoubt();
        if (partition.state().isEmpty()) {
            partition.opened(open(partition));
            partition.live = OwnedPartition.NOWHERE;
        }
        PartitionState<?> state = partition.state().orElseThrow();
        learn(partition, state);
        state.flush();
        failing--;
        partition.goesOn();
        LOG.info("partition goes on after a failure: partition={} position={}", partition.id, state.livePosition());
        // What is whole may have been left in the middle of a batch, where some aggregations had a record and others
        // not.
        readOn(partition, state, partition.live >= 0 ? partition.live : state.livePosition());
    }

    /** Partitions whose next record is no longer in the log, and that no tidemark has passed yet. */
    public List<PartitionId> stuck() {
        return owned.values().stream().filter(p -> p.isStuck).map(p -> p.id).toList();
    }

    /** Ends a {@link #poll} that waits. May be called by any thread. */
    public void wakeup() {
        live.wakeup();
    }

    @Override
    public void close() {
        try {
            List.copyOf(owned.values()).forEach(this::close);
            owned.clear();
        } finally {
            live.close();
            if (replay != null) {
                replay.close();
            }
        }
    }

    private void close(OwnedPartition partition) {
        guarded(partition, () -> partition.state().ifPresent(PartitionState::close));
        partition.letGo();
        if (partition.isFailing()) {
            failing--;
        }
        partition.claim.release();
    }

    /** What is done with one partition. */
    private interface PartitionStep {
        void with(OwnedPartition partition, PartitionState<?> state);
    }

    private void each(PartitionStep step) {
        for (OwnedPartition partition : List.copyOf(owned.values())) {
            // One that fails takes its step when it is mended.
            if (!partition.isFailing()) {
                guarded(partition, () -> partition.state().ifPresent(state -> step.with(partition, state)));
            }
        }
    }

    /** A failure is its partition's alone. Whatever it is, the partition is tried again and the others go on. */
    private void guarded(OwnedPartition partition, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            failed(partition, failure);
        }
    }

    private void failed(OwnedPartition partition, Throwable failure) {
        if (failure instanceof HalfFoldedException halfFolded) {
            partition.refused.add(halfFolded);
        }
        partition.discardDoubt();
        if (!partition.isFailing()) {
            failing++;
        }
        Fault fault = PartitionFaults.of(partition.id, failure);
        if (!context.states().failing().containsValue(fault)) {
            // Of a failure with a name, how we came to it tells nothing more.
            Throwable trace = failure instanceof FaultException ? null : failure;
            LOG.error("partition stops and is tried again: partition={} fault={}", partition.id, fault, trace);
        }
        partition.failed(fault);
    }

    private void learn(OwnedPartition partition, PartitionState<?> state) {
        state.learn(
                definition -> tidemarks.tidemark(definition, partition.id),
                definition -> leases.offsets(definition, partition.id),
                logStart(partition.id));
        boolean isBehind = partition.isStuck || (partition.live >= 0 && partition.live < state.livePosition());
        if (isBehind && !partition.isFailing() && state.livePosition() >= logStart(partition.id)) {
            readOn(partition, state, state.livePosition());
        }
        beginReplay(state);
    }

    private void readOn(OwnedPartition partition, PartitionState<?> state, long from) {
        partition.isStuck = false;
        partition.live = from;
        live.seek(partition.id, state.at(from));
    }

    private void beginReplay(PartitionState<?> state) {
        PartitionId id = state.id();
        long from = state.replayFrom(logStart(id));
        if (from < 0) {
            return;
        }
        Long position = replayPositions.get(id);
        if (position == null) {
            LOG.info("replays beside the live state: partition={} from={} to={}", id, from, state.livePosition());
            replayPositions.put(id, from);
            if (replay == null) {
                replay = readers.alone(new Replay());
            }
            replay.add(id);
        } else if (from < position) {
            replayPositions.put(id, from);
            replay.seek(id, state.at(from));
        }
    }

    private void endReplays() {
        replayPositions.keySet().removeIf(id -> {
            Optional<PartitionState<?>> state = state(id);
            boolean done = state.isEmpty() || state.get().replayFrom(logStart(id)) < 0;
            if (done) {
                replay.remove(id);
                LOG.info("replay has caught up: partition={}", id);
            }
            return done;
        });
    }

    private long logStart(PartitionId id) {
        return topics.logStart(id);
    }

    private Optional<PartitionState<?>> state(PartitionId id) {
        OwnedPartition partition = owned.get(id);
        return partition == null ? Optional.empty() : partition.state();
    }

    private PartitionState<?> open(OwnedPartition partition) {
        StreamDefinition<?> stream = model.stream(partition.id.topic()).orElseThrow();
        return open(stream, partition);
    }

    @SuppressWarnings("unchecked")
    private <E> PartitionState<E> open(StreamDefinition<E> stream, OwnedPartition partition) {
        List<AggregationDefinition<E>> definitions = new ArrayList<>();
        for (AggregationDefinition<?> definition : model.aggregations()) {
            if (definition.stream().topic().equals(stream.topic())) {
                definitions.add((AggregationDefinition<E>) definition);
            }
        }
        return PartitionState.open(stream, definitions, partition.id, partition.refused, context);
    }

    /** At the head of the log. */
    private final class Live implements LogReader.Listener {
        @Override
        public Optional<LogPosition> assigned(PartitionId id) {
            OwnedPartition partition = new OwnedPartition(id, context.states().claim(id));
            owned.put(id, partition);
            guarded(partition, () -> {
                PartitionState<?> state = open(partition);
                partition.opened(state);
                learn(partition, state);
                partition.live = state.livePosition();
                LOG.info("partition assigned: partition={} position={}", id, partition.live);
            });
            return partition.isFailing() ? Optional.empty() : partition.position();
        }

        @Override
        public void revoked(PartitionId id) {
            OwnedPartition partition = owned.remove(id);
            if (partition != null) {
                close(partition);
                LOG.info("partition revoked: partition={}", id);
            }
            if (replayPositions.remove(id) != null) {
                replay.remove(id);
            }
        }

        @Override
        public void read(LogBatch batch) {
            OwnedPartition partition = owned.get(batch.partition());
            if (partition.isFailing()) {
                return;
            }
            guarded(partition, () -> {
                partition.state().orElseThrow().read(batch);
                partition.live = batch.end();
            });
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId id, long wanted, long logStart) {
            OwnedPartition partition = owned.get(id);
            partition.live = OwnedPartition.NOWHERE;
            guarded(partition, () -> partition.state().ifPresent(state -> {
                // There may be a tidemark that has passed what is gone; else the state is to say what it misses.
                topics.refresh(id.topic());
                learn(partition, state);
                OptionalLong from = context.generations().cut().readsOnFrom(state.livePosition(), logStart);
                partition.isStuck = from.isEmpty();
                partition.live = from.orElse(OwnedPartition.NOWHERE);
            }));
            if (partition.isStuck) {
                LOG.warn(
                        "log is truncated, the partition waits for a run to pass it: partition={} wanted={} logStart={}",
                        id,
                        wanted,
                        logStart);
            }
            return partition.position();
        }
    }

    /** Behind the head, where a state beside the old one catches up. */
    private final class Replay implements LogReader.Listener {
        @Override
        public Optional<LogPosition> assigned(PartitionId partition) {
            return state(partition).flatMap(state -> {
                long from = state.replayFrom(logStart(partition));
                return from < 0 ? Optional.empty() : Optional.of(state.at(from));
            });
        }

        @Override
        public void revoked(PartitionId partition) {
            // What was replayed stays.
        }

        @Override
        public void read(LogBatch batch) {
            OwnedPartition partition = owned.get(batch.partition());
            if (partition == null || partition.isFailing()) {
                return;
            }
            guarded(partition, () -> {
                partition.state().orElseThrow().read(batch);
                replayPositions.put(batch.partition(), batch.end());
            });
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
            LOG.warn(
                    "log is truncated below a replay: partition={} wanted={} logStart={}", partition, wanted, logStart);
            // Wherever the next replay begins, it is sent there.
            replayPositions.replace(partition, SENT_BACK);
            return Optional.empty();
        }
    }
}
