package io.tidemark.kafka;

import io.tidemark.fault.Faults;
import io.tidemark.kafka.testing.KafkaServer;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogTopics;
import io.tidemark.log.SoloLogReader;
import io.tidemark.loop.Backoff;
import io.tidemark.testkit.contract.TestLog;
import io.tidemark.tidemark.PartitionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker's topics, and readers of one kind: alone, or in a group of one of Kafka's two protocols. */
final class KafkaTestLog implements TestLog, AutoCloseable {
    /** Short, so that a test does not wait. */
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(300));

    private final KafkaServer broker;
    private final Map<String, Object> client;
    private final Kind kind;
    private final Admin admin;
    private final KafkaLogTopics topics;
    private final KafkaProducer<String, byte[]> producer;

    enum Kind {
        ALONE,
        CLASSIC,
        CONSUMER
    }

    KafkaTestLog(KafkaServer broker, Kind kind) {
        this.broker = broker;
        this.client = Map.of("bootstrap.servers", broker.bootstrapServers());
        this.kind = kind;
        this.admin = Admin.create(client);
        this.topics = new KafkaLogTopics(client);
        this.producer = producer(Map.of());
    }

    private KafkaProducer<String, byte[]> producer(Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(further);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public LogTopics topics() {
        return topics;
    }

    @Override
    public void create(String topic, int partitions) {
        await(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all());
    }

    @Override
    public void delete(String topic) {
        await(admin.deleteTopics(List.of(topic)).all());
    }

    @Override
    public void append(String topic, int partition, String... texts) {
        send(producer, topic, partition, texts);
    }

    private static void send(KafkaProducer<String, byte[]> producer, String topic, int partition, String... texts) {
        List<Future<?>> sent = new ArrayList<>();
        for (String text : texts) {
            sent.add(producer.send(new ProducerRecord<>(
                    topic, partition, text.substring(0, 1), text.getBytes(StandardCharsets.UTF_8))));
        }
        sent.forEach(KafkaTestLog::await);
    }

    private KafkaProducer<String, byte[]> begin(String topic, int partition, String... texts) {
        KafkaProducer<String, byte[]> transactional =
                producer(Map.of("transactional.id", UUID.randomUUID().toString()));
        transactional.initTransactions();
        transactional.beginTransaction();
        send(transactional, topic, partition, texts);
        return transactional;
    }

    @Override
    public void appendAndCommit(String topic, int partition, String... texts) {
        try (KafkaProducer<String, byte[]> transactional = begin(topic, partition, texts)) {
            transactional.commitTransaction();
        }
    }

    @Override
    public void appendAndAbort(String topic, int partition, String... texts) {
        appendAndHang(topic, partition, texts).run();
    }

    @Override
    public Runnable appendAndHang(String topic, int partition, String... texts) {
        KafkaProducer<String, byte[]> transactional = begin(topic, partition, texts);
        return () -> {
            transactional.abortTransaction();
            transactional.close();
        };
    }

    @Override
    public void createCompacted(String topic) {
        NewTopic compacted = new NewTopic(topic, 1, (short) 1)
                .configs(Map.of(
                        "cleanup.policy", "compact",
                        "min.cleanable.dirty.ratio", "0.001",
                        "segment.ms", "100",
                        "max.compaction.lag.ms", "100"));
        await(admin.createTopics(List.of(compacted)).all());
    }

    @Override
    public void appendAndCompact(String topic, String... texts) {
        append(topic, 0, texts);
        int newest = (int)
                List.of(texts).stream().map(text -> text.charAt(0)).distinct().count();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        int fillers = 0;
        // What is written last is in the open segment, which is not compacted: more of the last key rolls it.
        String last = texts[texts.length - 1];
        while (held(topic).stream().distinct().count() > newest) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not compacted: " + held(topic) + " after " + fillers);
            }
            append(topic, 0, last);
            fillers++;
        }
    }

    private List<String> held(String topic) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> held = new ArrayList<>();
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> held.add(record.value()));
            }
            return held;
        }
    }

    @Override
    public void elect(String topic) {
        broker.stop();
        broker.start();
    }

    @Override
    public void truncate(String topic, int partition, long newStart) {
        await(admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(newStart)))
                .all());
    }

    @Override
    public LogReader open(Set<PartitionId> partitions, LogReader.Listener listener, Faults faults) {
        KafkaLogReader.Needs needs = new KafkaLogReader.Needs(topics, listener, faults, BACKOFF, System::nanoTime);
        if (kind == Kind.ALONE) {
            SoloLogReader alone =
                    KafkaLogReader.alone(news -> KafkaLogReaders.consumer(new HashMap<>(client), news), needs);
            partitions.forEach(alone::add);
            return alone;
        }
        Map<String, Object> protocol = new HashMap<>(client);
        protocol.put("group.protocol", kind.name());
        Map<String, Object> settings =
                KafkaLogReaders.inGroup(protocol, UUID.randomUUID().toString(), "only");
        Set<String> names = partitions.stream().map(PartitionId::topic).collect(Collectors.toSet());
        return KafkaLogReader.inGroup(news -> KafkaLogReaders.consumer(settings, news), names, needs, () -> {});
    }

    @Override
    public void close() {
        producer.close();
        topics.close();
        admin.close();
    }
}
