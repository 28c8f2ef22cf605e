package io.tidemark.bench.tidemark;

import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.Optional;

/** Readers that tell when the first records come, and change nothing else. */
record TimedReaders(LogReaders readers, Runnable onRecords) implements LogReaders {
    @Override
    public LogReader inGroup(LogReader.Listener listener) {
        return readers.inGroup(new Timed(listener));
    }

    @Override
    public SoloLogReader alone(LogReader.Listener listener) {
        return readers.alone(new Timed(listener));
    }

    private final class Timed implements LogReader.Listener {
        private final LogReader.Listener listener;

        private Timed(LogReader.Listener listener) {
            this.listener = listener;
        }

        @Override
        public Optional<LogPosition> assigned(PartitionId partition) {
            return listener.assigned(partition);
        }

        @Override
        public void revoked(PartitionId partition) {
            listener.revoked(partition);
        }

        @Override
        public void read(LogBatch batch) {
            if (batch.size() > 0) {
                onRecords.run();
            }
            listener.read(batch);
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
            return listener.truncated(partition, wanted, logStart);
        }
    }
}
