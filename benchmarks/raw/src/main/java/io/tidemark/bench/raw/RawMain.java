package io.tidemark.bench.raw;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Event;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The ceiling: a bare consumer, with or without the query done by hand in a hash map. */
public final class RawMain {
    private static final int PARTITIONS = 4;
    private static final Meter METER = new Meter();

    /** What one thread found. */
    private record Share(long events, long bytes, Map<Cell, long[]> counts) {}

    private RawMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        Dataset data = Dataset.load(Path.of(o.text("data")));
        String work = o.text("work", "parse");
        Function<byte[], Event> parser =
                switch (work) {
                    case "bytes" -> null;
                    case "parse" -> Event::parse;
                    case "scan" -> Scan::parse;
                    default -> throw new IllegalArgumentException(work);
                };
        int threads = o.integer("threads", 2);
        Map<String, String> ads = data.ads();

        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Share>> futures = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Callable<Share> task = () -> consume(o.text("bootstrap"), data.topic(), thread, threads, parser, ads);
            futures.add(pool.submit(task));
        }
        long events = 0;
        Map<Cell, Long> result = new HashMap<>();
        for (Future<Share> future : futures) {
            Share share = future.get();
            events += share.events();
            share.counts().forEach((cell, n) -> result.merge(cell, n[0], Long::sum));
        }
        METER.stop();
        pool.shutdown();
        if (events != data.events()) {
            throw new IllegalStateException(events + " events read, " + data.events() + " written");
        }
        METER.report(
                data.name(),
                "raw",
                (parser == null ? work : work + "+count") + "-" + threads + "t",
                data,
                parser == null ? "n/a" : Meter.verify(data.truth(), result));
    }

    /** Reads a share of the partitions to their ends; without a parser, it only adds up sizes. */
    private static Share consume(
            String bootstrap,
            String topic,
            int thread,
            int threads,
            Function<byte[], Event> parser,
            Map<String, String> ads) {
        Properties p = new Properties();
        p.put("bootstrap.servers", bootstrap);
        p.put("max.poll.records", 10_000);
        p.put("receive.buffer.bytes", 1 << 20);
        List<TopicPartition> mine = new ArrayList<>();
        for (int i = thread; i < PARTITIONS; i += threads) {
            mine.add(new TopicPartition(topic, i));
        }
        Map<Cell, long[]> counts = new HashMap<>();
        long events = 0;
        long bytes = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(mine);
            consumer.seekToBeginning(mine);
            long left = consumer.endOffsets(mine).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (events < left) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
                if (!records.isEmpty()) {
                    METER.start();
                }
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    bytes += record.value().length;
                    if (parser != null) {
                        Event event = parser.apply(record.value());
                        if (event.isView()) {
                            long window = Math.floorDiv(event.time(), Dataset.WINDOW_MS) * Dataset.WINDOW_MS;
                            Cell cell = new Cell(ads.get(event.adId()), window);
                            counts.computeIfAbsent(cell, c -> new long[1])[0]++;
                        }
                    }
                }
                events += records.count();
            }
        }
        return new Share(events, bytes, counts);
    }
}
