package io.tidemark.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that the group knows by one name, as from a data directory that was copied with its host. */
class GroupMemberTest {
    private static final String TOPIC = "cloned";
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    private Path directory;

    @Test
    void twoOfOneNameDoNotThrowEachOtherOutForEver() {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of());
                KafkaTestLog log = new KafkaTestLog(broker, KafkaTestLog.Kind.CLASSIC);
                KafkaLogTopics topics = new KafkaLogTopics(client(broker))) {
            log.create(TOPIC, 2);
            try (Clone one = new Clone(broker, topics);
                    Clone other = new Clone(broker, topics)) {
                one.await(() -> one.partitions.size() == 2, one);
                one.await(() -> one.partitions.size() == 1 && other.partitions.size() == 1, one, other);

                List<Fault> said = new ArrayList<>(one.faults.standing());
                said.addAll(other.faults.standing());
                assertTrue(
                        said.stream().anyMatch(fault -> fault.toString()
                                .matches("TM-LOG-012 member \"host-0\" of consumer group \"clones\".*"
                                        + "delete the file instance in its data directory.*")),
                        said::toString);
                int thrownOut = one.thrownOut + other.thrownOut;
                for (int i = 0; i < 20; i++) {
                    one.poll();
                    other.poll();
                }
                assertEquals(thrownOut, one.thrownOut + other.thrownOut, "they go on throwing each other out");
            }
        }
    }

    private static Map<String, Object> client(KafkaServer broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers(), "heartbeat.interval.ms", "300");
    }

    /** A process. */
    private static final class Clone implements LogReader.Listener, AutoCloseable {
        final Faults faults = new Faults(FaultListener.NONE);
        final Set<PartitionId> partitions = new HashSet<>();
        int thrownOut;
        private final LogReader reader;

        Clone(KafkaServer broker, KafkaLogTopics topics) {
            KafkaLogReaders.Group group = new KafkaLogReaders.Group("clones", Set.of(TOPIC), topics);
            reader = new KafkaLogReaders(client(broker), group, "host", faults).inGroup(this);
        }

        void poll() {
            try {
                reader.poll(Duration.ofMillis(100));
            } catch (FaultException thrown) {
                assertEquals("TM-LOG-007", thrown.fault().code(), thrown::getMessage);
                thrownOut++;
            }
        }

        void await(BooleanSupplier come, Clone... polled) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!come.getAsBoolean()) {
                assertTrue(System.nanoTime() - end < 0, "it does not come");
                for (Clone each : polled) {
                    each.poll();
                }
            }
        }

        @Override
        public Optional<LogPosition> assigned(PartitionId partition) {
            partitions.add(partition);
            return Optional.of(LogPosition.ZERO);
        }

        @Override
        public void revoked(PartitionId partition) {
            partitions.remove(partition);
        }

        @Override
        public void read(LogBatch batch) {
            // What is read does not matter.
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
            throw new AssertionError("nothing was deleted");
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
