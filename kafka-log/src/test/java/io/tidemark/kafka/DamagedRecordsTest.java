package io.tidemark.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that changed on the broker's disk: the partition is named and rests, and the others are read on. */
class DamagedRecordsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aDamagedRecordIsNamedAndHoldsUpNoOtherPartition() throws IOException {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of())) {
            List<KafkaTestLog.Kind> kinds = List.of(KafkaTestLog.Kind.values());
            for (KafkaTestLog.Kind kind : kinds) {
                try (KafkaTestLog log = new KafkaTestLog(broker, kind)) {
                    log.create(topic(kind), 3);
                    log.append(topic(kind), 0, "whole");
                    log.append(topic(kind), 0, "damaged");
                    log.append(topic(kind), 0, "behind");
                    log.append(topic(kind), 1, "other");
                }
            }
            broker.stop();
            for (KafkaTestLog.Kind kind : kinds) {
                damage(segment(topic(kind) + "-0"));
            }
            broker.start();
            for (KafkaTestLog.Kind kind : kinds) {
                try (KafkaTestLog log = new KafkaTestLog(broker, kind)) {
                    named(log, topic(kind));
                }
            }
        }
    }

    private static String topic(KafkaTestLog.Kind kind) {
        return "damaged-" + kind;
    }

    private Path segment(String partition) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith(partition + "/00000000000000000000.log"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void damage(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        // Of each character a byte, so that its place in the text is its place in the file.
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("damaged");
        bytes[at] ^= 1;
        Files.write(segment, bytes);
    }

    private static void named(KafkaTestLog log, String topic) {
        PartitionId damaged = log.topics().describe(topic).partition(0);
        PartitionId other = log.topics().describe(topic).partition(1);
        PartitionId later = log.topics().describe(topic).partition(2);
        Places places = new Places();
        Faults faults = new Faults(FaultListener.NONE);
        try (LogReader reader = log.open(Set.of(damaged, other, later), places, faults)) {
            await(
                    reader,
                    places,
                    faults,
                    () -> places.at(other) == 1 && !faults.standing().isEmpty());
            log.append(topic, 1, "other");
            log.append(topic, 2, "later");
            await(reader, places, faults, () -> places.at(other) == 2 && places.at(later) == 1);
            String standing = faults.standing().toString();
            assertTrue(
                    standing.contains(
                            "TM-LOG-014 partition " + topic + "-0: what is at offset 1 or behind it cannot be read"),
                    standing);
            assertEquals(1, places.at(damaged));

            log.truncate(topic, 0, 2);
            await(
                    reader,
                    places,
                    faults,
                    () -> places.at(damaged) == 3 && faults.standing().isEmpty());
        }
    }

    private static void await(LogReader reader, Places places, Faults faults, BooleanSupplier come) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!come.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, () -> "stands at " + places.next + ", faults " + faults.standing());
            reader.poll(Duration.ofMillis(50));
        }
    }

    /** Reads each partition from its beginning, or from where it begins by then. */
    private static final class Places implements LogReader.Listener {
        private final Map<PartitionId, Long> next = new HashMap<>();

        long at(PartitionId partition) {
            return next.getOrDefault(partition, 0L);
        }

        @Override
        public Optional<LogPosition> assigned(PartitionId partition) {
            return Optional.of(new LogPosition(at(partition), LogClock.START, -1));
        }

        @Override
        public void revoked(PartitionId partition) {
            // It is read on from where it stood.
        }

        @Override
        public void read(LogBatch batch) {
            next.put(batch.partition(), batch.end());
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
            return Optional.of(new LogPosition(logStart, LogClock.START, -1));
        }
    }
}
