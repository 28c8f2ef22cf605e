package io.tidemark.kafka;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition that is added to a topic while it is read. */
class AddedPartitionTest {
    private static final String TOPIC = "growing";
    /** Kafka's clients by themselves take five minutes. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aPartitionThatIsAddedIsReadSoon() throws Exception {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of())) {
            try (KafkaTestLog log = new KafkaTestLog(broker, KafkaTestLog.Kind.CLASSIC)) {
                log.create(TOPIC, 1);
                log.append(TOPIC, 0, "a");
                PartitionId first = log.topics().describe(TOPIC).partition(0);
                Reading reading = new Reading();
                try (LogReader reader = log.open(Set.of(first), reading, new Faults(FaultListener.NONE))) {
                    await(reader, () -> reading.read.contains(0));
                    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                        admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(2)))
                                .all()
                                .get();
                    }
                    log.append(TOPIC, 1, "b");
                    await(reader, () -> reading.read.contains(1));
                }
            }
        }
    }

    private static void await(LogReader reader, BooleanSupplier come) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!come.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "it does not come");
            reader.poll(Duration.ofMillis(50));
        }
    }

    /** The numbers of the partitions that something was read of. */
    private static final class Reading implements LogReader.Listener {
        final Set<Integer> read = new HashSet<>();

        @Override
        public Optional<LogPosition> assigned(PartitionId partition) {
            return Optional.of(LogPosition.ZERO);
        }

        @Override
        public void revoked(PartitionId partition) {
            // It is read again from its beginning.
        }

        @Override
        public void read(LogBatch batch) {
            read.add(batch.partition().partition());
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
            throw new AssertionError("nothing was deleted");
        }
    }
}
