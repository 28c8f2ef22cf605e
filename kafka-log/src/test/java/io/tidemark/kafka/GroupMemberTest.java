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
import io.tidemark.log.SoloLogReader;
import io.tidemark.loop.LoopStep;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in a group beside a process: one of the same name, as from a data directory that was copied, or a stranger. */
class GroupMemberTest {
    private static final String TOPIC = "cloned";
    private static final String GROUP = "clones";
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void twoOfOneNameDoNotThrowEachOtherOutForEver(String protocol) {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of());
                KafkaTestLog log = new KafkaTestLog(broker, KafkaTestLog.Kind.CLASSIC);
                KafkaLogTopics topics = new KafkaLogTopics(client(broker, protocol))) {
            log.create(TOPIC, 2);
            try (Clone one = new Clone(broker, protocol, topics);
                    Clone other = new Clone(broker, protocol, topics)) {
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

    @Test
    void aStrangerInTheGroupIsNamedUntilItIsGone() throws Exception {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of());
                KafkaTestLog log = new KafkaTestLog(broker, KafkaTestLog.Kind.CLASSIC);
                KafkaLogTopics topics = new KafkaLogTopics(client(broker, "classic"))) {
            log.create(TOPIC, 2);
            Faults faults = new Faults(FaultListener.NONE);
            LoopStep watch = readers(broker, "classic", topics, faults).watch(topics);
            try (Clone own = new Clone(broker, "classic", topics)) {
                own.await(() -> own.partitions.size() == 2, own);
                watch.step();
                assertEquals(List.of(), faults.standing());
                Map<String, Object> settings = new HashMap<>(client(broker, "classic"));
                settings.put("group.id", GROUP);
                settings.put("client.id", "billing");
                try (KafkaConsumer<byte[], byte[]> stranger =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                    stranger.subscribe(List.of(TOPIC));
                    own.await(
                            () -> {
                                stranger.poll(Duration.ofMillis(50));
                                return own.partitions.size() == 1
                                        && stranger.assignment().size() == 1;
                            },
                            own);
                    watch.step();
                    assertTrue(
                            faults.standing()
                                    .toString()
                                    .matches(".*TM-LOG-013 consumer group \"clones\": has members that are no nodes of"
                                            + " Tidemark \\(\"billing\" on .*no node reads: 1; give the other.*"),
                            () -> faults.standing().toString());
                }
                watch.step();
                assertEquals(List.of(), faults.standing());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "group.protocol=consumer, group.remote.assignor=uniform",
        "group.instance.id=mine, session.timeout.ms=7000",
        "group.id=mine, partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor"
    })
    void whatIsSetForAGroupDoesNotKeepAReaderFromReadingAlone(String one, String other) {
        try (KafkaServer broker = KafkaServer.start(directory, KafkaServer.Node.alone(), Map.of());
                KafkaTestLog log = new KafkaTestLog(broker, KafkaTestLog.Kind.ALONE)) {
            Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
            for (String setting : List.of(one, other)) {
                settings.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
            }
            try (KafkaLogTopics topics = new KafkaLogTopics(settings)) {
                log.create(TOPIC, 1);
                KafkaLogReaders.Group group = new KafkaLogReaders.Group(GROUP, Set.of(TOPIC), topics);
                Faults faults = new Faults(FaultListener.NONE);
                Reading listener = new Reading();
                try (SoloLogReader reader = new KafkaLogReaders(settings, group, "host", faults).alone(listener)) {
                    reader.add(new PartitionId(topics.describe(TOPIC).log(), 0));
                    log.append(TOPIC, 0, "a", "b");
                    await(() -> listener.records == 2, () -> reader.poll(Duration.ofMillis(100)));
                }
            }
        }
    }

    private static Map<String, Object> client(KafkaServer broker, String protocol) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", broker.bootstrapServers());
        client.put("group.protocol", protocol);
        if (protocol.equals("classic")) {
            client.put("heartbeat.interval.ms", "300");
        }
        return client;
    }

    private static KafkaLogReaders readers(KafkaServer broker, String protocol, KafkaLogTopics topics, Faults faults) {
        KafkaLogReaders.Group group = new KafkaLogReaders.Group(GROUP, Set.of(TOPIC), topics);
        return new KafkaLogReaders(client(broker, protocol), group, "host", faults);
    }

    private static void await(BooleanSupplier come, Runnable step) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!come.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "it does not come");
            step.run();
        }
    }

    /** A process. */
    private static final class Clone extends Reading implements AutoCloseable {
        final Faults faults = new Faults(FaultListener.NONE);
        int thrownOut;
        private final LogReader reader;

        Clone(KafkaServer broker, String protocol, KafkaLogTopics topics) {
            reader = readers(broker, protocol, topics, faults).inGroup(this);
        }

        void poll() {
            try {
                reader.poll(Duration.ofMillis(100));
            } catch (FaultException thrown) {
                assertTrue(
                        Set.of("TM-LOG-007", "TM-LOG-001")
                                .contains(thrown.fault().code()),
                        thrown::getMessage);
                thrownOut++;
            }
        }

        void await(BooleanSupplier come, Clone... polled) {
            GroupMemberTest.await(come, () -> List.of(polled).forEach(Clone::poll));
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** What came. */
    private static class Reading implements LogReader.Listener {
        final Set<PartitionId> partitions = new HashSet<>();
        int records;

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
            records += batch.size();
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
            throw new AssertionError("nothing was deleted");
        }
    }
}
