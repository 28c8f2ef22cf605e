package io.tidemark.bench.shop.order;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of a shop, made anew, and its producer. Owned by one thread. */
public final class OrderTopic implements AutoCloseable {
    public static final String NAME = "orders";
    public static final int PARTITIONS = 4;

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private OrderTopic(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Stamped by who sends, as is Kafka's default: then the stamps of the orders count. */
    public static OrderTopic anew(String bootstrap) throws Exception {
        return anew(bootstrap, Map.of());
    }

    /** Stamped by the broker: epochs then are of the wall clock. */
    public static OrderTopic stampedByTheBroker(String bootstrap) throws Exception {
        return anew(bootstrap, Map.of("message.timestamp.type", "LogAppendTime"));
    }

    private static OrderTopic anew(String bootstrap, Map<String, String> configs) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            delete(admin);
            admin.createTopics(List.of(new NewTopic(NAME, PARTITIONS, (short) 1).configs(configs)))
                    .all()
                    .get();
        }
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new OrderTopic(new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 20, "batch.size", 128 << 10, "acks", "all"),
                bytes,
                bytes));
    }

    private static void delete(Admin admin) throws Exception {
        try {
            admin.deleteTopics(List.of(NAME)).all().get();
            while (admin.listTopics().names().get().contains(NAME)) {
                Thread.sleep(100);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    /** Those from {@code first} to below {@code end}; returns when the broker has them. */
    public void send(Orders orders, long first, long end) throws Exception {
        for (long n = first; n < end; n++) {
            send(orders.partition(n), orders.stampMillis(n), orders.order(n));
        }
        flush();
    }

    /** The same twice in each partition, of an epoch after all others, which is then over: one record alone sets no clock. */
    public void endEpochs(long stampMillis, Order last) throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            send(partition, stampMillis, last);
            send(partition, stampMillis, last);
        }
        flush();
    }

    public void send(int partition, Long stampMillis, Order order) {
        producer.send(new ProducerRecord<>(NAME, partition, stampMillis, null, order.json()), (done, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    public void flush() throws Exception {
        producer.flush();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
