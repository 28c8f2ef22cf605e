package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.ListenerSettings;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.it.process.TheBroker;
import io.tidemark.kafka.KafkaLogReaders;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.speed.SpeedNode;
import io.tidemark.speed.SpeedSettings;
import io.tidemark.speed.query.RealtimeEndpoint;
import io.tidemark.speed.store.OpeningStateStore;
import io.tidemark.speed.store.RocksStateStore;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.time.BatchInterval;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of which one call fails while a poll is taken: nothing of the poll is lost, nothing of it counts twice. */
final class FailingStateIT {
    private static final String TOPIC = "failing-state";
    private static final Path SPEED = Path.of("speed-node");

    @TempDir
    private Path directory;

    private final int port = FreePorts.one();

    /** An event. */
    public record Event(Instant at, String k) {}

    private static final TidemarkModel MODEL = model -> {
        var events = model.stream(TOPIC, Event.class).eventTime(Event::at);
        model.aggregation("failing")
                .over(events)
                .groupBy("k", Event::k)
                .tile(Duration.ofMinutes(5))
                .metric("n", count());
    };

    @Test
    void whatAFailedReadOrWriteOfTheStateInterruptsIsCountedOnce() {
        KafkaTopic topic = Node.topic(TOPIC).create(2, Map.of());
        send(topic, 100);
        Map<String, String> settings =
                Map.of("roles", "batch,serving", "batch.interval", "1h", "speed.endpoints", "http://127.0.0.1:" + port);
        try (Node node = Node.start(MODEL, directory, settings)) {
            try (Speed first = new Speed()) {
                assertEquals("", first.disk.failing(), "on a disk that is well");
                awaitEach(node, 100);
            }
            // What was counted is now read from the disk before it is added to.
            try (Speed second = new Speed()) {
                node.awaitComplete("failing");
                second.disk.failOnce("find");
                send(topic, 50);
                second.disk.awaitFailed();
                awaitEach(node, 150);
                for (String call : new String[] {"begin", "commit", FailingDisk.WRITTEN}) {
                    second.disk.failOnce(call);
                    send(topic, 10);
                    second.disk.awaitFailed();
                }
                awaitEach(node, 180);
                node.awaitNoFault();
            }
            try (Speed third = new Speed()) {
                assertEquals("", third.disk.failing());
                awaitEach(node, 180);
            }
        }
    }

    private static void send(KafkaTopic topic, int count) {
        for (int partition = 0; partition < 2; partition++) {
            topic.sendMany(partition, count, "{\"at\":\"2026-11-21T09:00:00Z\",\"k\":\"p" + partition + "\"}");
        }
    }

    private static void awaitEach(Node node, long count) {
        node.await("failing", "n", Map.of("p0", count, "p1", count));
        JsonNode asOf = node.answer("failing").path("asOf").path(TOPIC);
        assertEquals(count, asOf.path("0").asLong(), asOf::toString);
        assertEquals(count, asOf.path("1").asLong(), asOf::toString);
    }

    /** A speed node that answers where the others look for it. */
    private final class Speed implements AutoCloseable {
        final FailingDisk disk = new FailingDisk(RocksStateStore.open(directory.resolve(SPEED), 8 << 20));
        private final KafkaLogTopics topics;
        private final SpeedNode node;
        private final RealtimeEndpoint endpoint;

        Speed() {
            Map<String, Object> client = Map.of("bootstrap.servers", TheBroker.bootstrapServers());
            topics = new KafkaLogTopics(client);
            Faults faults = new Faults(FaultListener.NONE);
            KafkaLogReaders.Group group =
                    new KafkaLogReaders.Group(directory.getFileName() + "-speed", Set.of(TOPIC), topics);
            FileBatchViews views =
                    new FileBatchViews(Storage.at(directory.resolve("storage").toUri(), new Configuration()));
            node = new SpeedNode(
                    Model.of(MODEL),
                    SpeedSettings.of(directory.resolve(SPEED), BatchInterval.HOURLY),
                    new OpeningStateStore(() -> disk),
                    new SpeedNode.Between(new KafkaLogReaders(client, group, "one", faults), topics, views, faults),
                    Clock.systemUTC());
            endpoint = new RealtimeEndpoint(
                    node.view(), ListenerSettings.on("127.0.0.1", port), new Faults(FaultListener.NONE));
            node.start();
            node.awaitOpen();
        }

        @Override
        public void close() {
            endpoint.close();
            node.close();
            topics.close();
        }
    }

    /** RocksDB, but for one call of a kind, which fails as on a disk with a bad block. */
    private static final class FailingDisk implements StateStore {
        static final String WRITTEN = "commit that wrote";

        private final StateStore disk;
        private final AtomicReference<String> failing = new AtomicReference<>("");
        private final AtomicBoolean isMoreThere = new AtomicBoolean();
        private final AtomicLong upsets = new AtomicLong();

        FailingDisk(StateStore disk) {
            this.disk = disk;
        }

        String failing() {
            return failing.get();
        }

        void failOnce(String call) {
            failing.set(call);
        }

        void awaitFailed() {
            Patience.until(Duration.ofSeconds(30), () -> "nobody calls " + failing.get(), () -> failing.get()
                    .isEmpty());
        }

        private void call(String call) {
            if (failing.compareAndSet(call, "")) {
                isMoreThere.set(call.equals(WRITTEN));
                throw new StateStoreException(
                        new Fault("TM-STATE-000", "state store", call + ": input/output error", "mend the disk"), null);
            }
        }

        @Override
        public Batch begin() {
            call("begin");
            Batch batch = disk.begin();
            return new Batch() {
                @Override
                public void put(byte[] key, int keyLength, byte[] value, int valueLength) {
                    batch.put(key, keyLength, value, valueLength);
                }

                @Override
                public void delete(byte[] key, int keyLength) {
                    batch.delete(key, keyLength);
                }

                @Override
                public void deleteRange(byte[] first, byte[] end) {
                    batch.deleteRange(first, end);
                }

                @Override
                public void commit() {
                    call("commit");
                    batch.commit();
                    call(WRITTEN);
                }

                @Override
                public void close() {
                    batch.close();
                }
            };
        }

        @Override
        public byte[] find(byte[] key) {
            call("find");
            return disk.find(key);
        }

        @Override
        public void scan(byte[] first, byte[] end, Visitor visitor) {
            disk.scan(first, end, visitor);
        }

        @Override
        public Cursor cursor(byte[] first, byte[] end) {
            return disk.cursor(first, end);
        }

        @Override
        public void mend() {
            upsets.addAndGet(isMoreThere.getAndSet(false) ? 1 : 0);
        }

        @Override
        public long upsets() {
            return upsets.get();
        }

        @Override
        public void rest() {
            disk.rest();
        }

        @Override
        public void close() {
            disk.close();
        }
    }
}
