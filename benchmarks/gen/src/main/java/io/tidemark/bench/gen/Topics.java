package io.tidemark.bench.gen;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topic and producer set-up for the generators. */
final class Topics {
    static final int PARTITIONS = 4;
    /** Stamped by the broker, as topics that Tidemark makes are: a silent partition's epoch then ends by the wall clock. */
    private static final Map<String, String> CONFIGS = Map.of("message.timestamp.type", "LogAppendTime");

    private Topics() {}

    /** Makes the topic anew, empty. */
    static void recreate(String bootstrap, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            try {
                admin.deleteTopics(List.of(topic)).all().get();
                while (admin.listTopics().names().get().contains(topic)) {
                    Thread.sleep(100);
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(CONFIGS)))
                    .all()
                    .get();
        }
    }

    static KafkaProducer<byte[], byte[]> producer(String bootstrap, int lingerMs, int batchBytes) {
        Properties p = new Properties();
        p.put("bootstrap.servers", bootstrap);
        p.put("linger.ms", lingerMs);
        p.put("batch.size", batchBytes);
        p.put("buffer.memory", 128L << 20);
        p.put("acks", "all");
        return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
