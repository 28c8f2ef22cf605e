package io.tidemark.speed.consume;

import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's second reader, behind the head of the log, where a state beside the old one catches up. Owned by the worker's
 * thread.
 */
final class Replays implements LogReader.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    /** Of a replay that stands nowhere: wherever it is to begin, it is sent there. */
    private static final long SENT_BACK = Long.MAX_VALUE;

    private final PartitionWorker worker;
    private final LogReaders readers;
    private final Topics topics;
    /** Made when there is something to catch up with, which most processes never have: it costs a start a client. */
    private SoloLogReader reader;

    /** Where it reads each partition that has something to catch up with. */
    private final Map<PartitionId, Long> positions = new HashMap<>();

    Replays(PartitionWorker worker, LogReaders readers, Topics topics) {
        this.worker = worker;
        this.readers = readers;
        this.topics = topics;
    }

    boolean isAny() {
        return !positions.isEmpty();
    }

    /** Reads what there is, waiting up to {@code timeout}, and ends what has caught up; returns how many records came. */
    int poll(Duration timeout) {
        int records = reader.poll(timeout);
        positions.keySet().removeIf(id -> {
            Optional<PartitionState<?>> state = state(id);
            boolean done = state.isEmpty() || state.get().replayFrom(topics.logStart(id)) < 0;
            if (done) {
                reader.remove(id);
                LOG.info("replay has caught up: partition={}", id);
            }
            return done;
        });
        return records;
    }

    /** Reads from where a state has something to catch up with, if it has. */
    void begin(PartitionState<?> state) {
        PartitionId id = state.id();
        long from = state.replayFrom(topics.logStart(id));
        if (from < 0) {
            return;
        }
        Long position = positions.get(id);
        if (position == null) {
            LOG.info("replays beside the live state: partition={} from={} to={}", id, from, state.livePosition());
            positions.put(id, from);
            if (reader == null) {
                reader = readers.alone(this);
            }
            reader.add(id);
        } else if (from < position) {
            positions.put(id, from);
            reader.seek(id, state.at(from));
        }
    }

    /** Goes no further with a partition: what was passed on of it last is to come again. */
    void holdBack(PartitionId id) {
        if (positions.replace(id, SENT_BACK) != null) {
            reader.pause(id);
        }
    }

    /** A partition is the worker's no longer. */
    void forget(PartitionId id) {
        if (positions.remove(id) != null) {
            reader.remove(id);
        }
    }

    void close() {
        if (reader != null) {
            reader.close();
        }
    }

    private Optional<PartitionState<?>> state(PartitionId id) {
        return worker.owned(id).flatMap(OwnedPartition::state);
    }

    @Override
    public Optional<LogPosition> assigned(PartitionId partition) {
        return state(partition).flatMap(state -> {
            long from = state.replayFrom(topics.logStart(partition));
            return from < 0 ? Optional.empty() : Optional.of(state.at(from));
        });
    }

    @Override
    public void revoked(PartitionId partition) {
        // What was replayed stays.
    }

    @Override
    public void read(LogBatch batch) {
        Optional<OwnedPartition> partition = worker.owned(batch.partition()).filter(owned -> !owned.isFailing());
        if (partition.isEmpty()) {
            return;
        }
        worker.guarded(partition.get(), () -> {
            worker.take(partition.get(), batch);
            positions.put(batch.partition(), batch.end());
        });
    }

    @Override
    public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
        LOG.warn("log is truncated below a replay: partition={} wanted={} logStart={}", partition, wanted, logStart);
        // Wherever the next replay begins, it is sent there.
        positions.replace(partition, SENT_BACK);
        return Optional.empty();
    }
}
