package io.tidemark.speed.consume;

import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.LogTopic;
import io.tidemark.log.SoloLogReader;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.state.StateStoreException;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.CutRule;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final Model model;
    private final StateContext context;
    private final Topics topics;
    private final TidemarkFollower tidemarks;
    private final Leases leases;
    private final LogReader live;
    private final LogReaders readers;
    /** Made when there is something to catch up with, which most processes never have: it costs a start a client. */
    private SoloLogReader replay;

    private final Map<PartitionId, PartitionState<?>> states = new HashMap<>();
    /** Where the live reader reads each partition next; negative while the log's start is beyond it. */
    private final Map<PartitionId, Long> livePositions = new HashMap<>();

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
        this.context = context;
        this.topics = topics;
        this.tidemarks = tidemarks;
        this.leases = leases;
        this.readers = readers;
        this.live = readers.inGroup(new Live());
    }

    /** Reads what there is, waiting up to {@code timeout}; returns how many records came. */
    public int poll(Duration timeout) {
        if (replayPositions.isEmpty()) {
            return live.poll(timeout);
        }
        int records = live.poll(Duration.ZERO) + replay.poll(timeout);
        endReplays();
        return records;
    }

    /** Takes notice of the newest tidemarks and leases in all states. */
    public void learn() {
        states.values().forEach(this::learn);
    }

    public void flush() {
        states.values().forEach(PartitionState::flush);
    }

    /** Tells the store that few records come. */
    public void rest() {
        context.store().rest();
    }

    /** Gives memory back, the largest partition first, until no more than {@code limit} partials are held. */
    public void evictTo(long limit) {
        List<PartitionState<?>> largest = new ArrayList<>(states.values());
        largest.sort((a, b) -> Long.compare(b.rows(), a.rows()));
        long rows = largest.stream().mapToLong(PartitionState::rows).sum();
        for (PartitionState<?> state : largest) {
            if (rows <= limit) {
                return;
            }
            rows -= state.rows();
            state.evict();
        }
    }

    /** Partitions whose next record is no longer in the log, and that no tidemark has passed yet. */
    public List<PartitionId> stuck() {
        return livePositions.entrySet().stream()
                .filter(e -> e.getValue() < 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Ends a {@link #poll} that waits. May be called by any thread. */
    public void wakeup() {
        live.wakeup();
    }

    @Override
    public void close() {
        try {
            closeStates();
        } finally {
            live.close();
            if (replay != null) {
                replay.close();
            }
        }
    }

    private void closeStates() {
        RuntimeException failure = null;
        for (PartitionState<?> state : states.values()) {
            try {
                state.close();
            } catch (StateStoreException e) {
                failure = e;
            }
        }
        states.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private void learn(PartitionState<?> state) {
        PartitionId id = state.id();
        LogTopic topic = topics.topic(id.topic());
        state.learn(
                definition -> tidemarks.tidemark(definition, topic, id.partition()),
                definition -> leases.offsets(definition, id.partition()),
                logStart(id));
        Long position = livePositions.get(id);
        if (position != null && position < state.livePosition() && state.livePosition() >= logStart(id)) {
            livePositions.put(id, state.livePosition());
            live.seek(id, state.livePosition());
        }
        beginReplay(state);
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
            replay.seek(id, from);
        }
    }

    private void endReplays() {
        replayPositions.keySet().removeIf(id -> {
            PartitionState<?> state = states.get(id);
            boolean done = state == null || state.replayFrom(logStart(id)) < 0;
            if (done) {
                replay.remove(id);
                LOG.info("replay has caught up: partition={}", id);
            }
            return done;
        });
    }

    private long logStart(PartitionId id) {
        return topics.logStart(id.topic(), id.partition());
    }

    private PartitionState<?> open(PartitionId partition) {
        StreamDefinition<?> stream = model.stream(partition.topic()).orElseThrow();
        return open(stream, partition);
    }

    @SuppressWarnings("unchecked")
    private <E> PartitionState<E> open(StreamDefinition<E> stream, PartitionId partition) {
        List<AggregationDefinition<E>> definitions = new ArrayList<>();
        for (AggregationDefinition<?> definition : model.aggregations()) {
            if (definition.stream().topic().equals(stream.topic())) {
                definitions.add((AggregationDefinition<E>) definition);
            }
        }
        String topicId = topics.topic(partition.topic()).id();
        return PartitionState.open(stream, definitions, partition, topicId, context);
    }

    /** At the head of the log. */
    private final class Live implements LogReader.Listener {
        @Override
        public long assigned(PartitionId partition) {
            PartitionState<?> state = open(partition);
            states.put(partition, state);
            learn(state);
            long position = state.livePosition();
            livePositions.put(partition, position);
            LOG.info("partition assigned: partition={} position={}", partition, position);
            return position;
        }

        @Override
        public void revoked(PartitionId partition) {
            PartitionState<?> state = states.remove(partition);
            if (state != null) {
                state.close();
                LOG.info("partition revoked: partition={}", partition);
            }
            livePositions.remove(partition);
            if (replayPositions.remove(partition) != null) {
                replay.remove(partition);
            }
        }

        @Override
        public void read(LogBatch batch) {
            PartitionState<?> state = states.get(batch.partition());
            state.read(batch);
            livePositions.put(batch.partition(), batch.end());
        }

        @Override
        public long truncated(PartitionId partition, long wanted, long logStart) {
            if (!context.rules().contains(CutRule.GAP)) {
                livePositions.put(partition, logStart);
                return logStart;
            }
            // There may be a tidemark that has passed what is gone; else the state is to say what it misses.
            topics.refresh();
            PartitionState<?> state = states.get(partition);
            learn(state);
            if (state.livePosition() >= logStart) {
                livePositions.put(partition, state.livePosition());
                return state.livePosition();
            }
            LOG.warn(
                    "log is truncated, the partition waits for a run to pass it: partition={} wanted={} logStart={}",
                    partition,
                    wanted,
                    logStart);
            livePositions.put(partition, -1L);
            return -1;
        }
    }

    /** Behind the head, where a state beside the old one catches up. */
    private final class Replay implements LogReader.Listener {
        @Override
        public long assigned(PartitionId partition) {
            PartitionState<?> state = states.get(partition);
            return state == null ? -1 : state.replayFrom(logStart(partition));
        }

        @Override
        public void revoked(PartitionId partition) {
            // What was replayed stays.
        }

        @Override
        public void read(LogBatch batch) {
            PartitionState<?> state = states.get(batch.partition());
            if (state != null) {
                state.read(batch);
                replayPositions.put(batch.partition(), batch.end());
            }
        }

        @Override
        public long truncated(PartitionId partition, long wanted, long logStart) {
            LOG.warn(
                    "log is truncated below a replay: partition={} wanted={} logStart={}", partition, wanted, logStart);
            // Wherever the next replay begins, it is sent there.
            replayPositions.replace(partition, Long.MAX_VALUE);
            return -1;
        }
    }
}
