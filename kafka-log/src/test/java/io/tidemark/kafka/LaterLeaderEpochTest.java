package io.tidemark.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stored place of a leader epoch that its log never had: named, and never waited for without a word. */
class LaterLeaderEpochTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void aPlaceOfALaterEpochThanTheLogEverHadIsNamedAndHoldsUpNoOtherPartition() {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of())) {
            for (KafkaTestLog.Kind kind : KafkaTestLog.Kind.values()) {
                try (KafkaTestLog log = new KafkaTestLog(broker, kind)) {
                    named(log, "later-" + kind);
                }
            }
        }
    }

    private static void named(KafkaTestLog log, String topic) {
        log.create(topic, 2);
        log.append(topic, 0, "a", "b");
        log.append(topic, 1, "c");
        PartitionId poisoned = log.topics().describe(topic).partition(0);
        PartitionId other = log.topics().describe(topic).partition(1);
        Places places = new Places();
        places.next.put(poisoned, new LogPosition(1, LogClock.START, 7));
        Faults faults = new Faults(FaultListener.NONE);
        try (LogReader reader = log.open(Set.of(poisoned, other), places, faults)) {
            await(reader, () -> places.at(other) == 1 && !faults.standing().isEmpty());
            List<Fault> standing = faults.standing();
            assertEquals("TM-LOG-010", standing.get(0).code(), standing::toString);
            assertTrue(standing.get(0).toString().contains("leader epoch 7"), standing::toString);
            assertTrue(standing.get(0).mend().contains("tidemark reset " + topic), standing::toString);

            // Mended: it goes on by itself.
            places.next.put(poisoned, new LogPosition(1, LogClock.START, 0));
            await(reader, () -> places.at(poisoned) == 2 && faults.standing().isEmpty());
        }
    }

    private static void await(LogReader reader, BooleanSupplier come) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!come.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "it does not come");
            reader.poll(Duration.ofMillis(50));
        }
    }

    /** Reads each partition from where it is told, and on from there. */
    private static final class Places implements LogReader.Listener {
        final Map<PartitionId, LogPosition> next = new HashMap<>();

        long at(PartitionId partition) {
            return next.getOrDefault(partition, LogPosition.ZERO).offset();
        }

        @Override
        public Optional<LogPosition> assigned(PartitionId partition) {
            return Optional.of(next.getOrDefault(partition, LogPosition.ZERO));
        }

        @Override
        public void revoked(PartitionId partition) {
            // It is read on from where it stood.
        }

        @Override
        public void read(LogBatch batch) {
            next.put(batch.partition(), new LogPosition(batch.end(), LogClock.START, batch.endLeaderEpoch()));
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
            throw new AssertionError("nothing was deleted");
        }
    }
}
