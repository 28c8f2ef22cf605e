package io.tidemark.launcher.doctor;

import io.tidemark.event.DecodeException;
import io.tidemark.event.head.RecordHead;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Fault;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The last records of a topic: their stamps, their keys, and whether they are the events that the model says. */
final class SampleExamination implements Examination {
    private static final int OF_A_PARTITION = 200;
    /** Fewer are looked at where they are large: a hundred partitions of large records have no room in memory. */
    private static final long MOST_BYTES = 32L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    /** What a broker lets pass as ahead, unless it is told otherwise. */
    private static final Duration AHEAD = Duration.ofHours(1);
    /** More than clocks that are kept by NTP are apart. */
    private static final Duration APART = Duration.ofSeconds(2);
    /** Seconds since 1970 that are taken for milliseconds lie in January 1970, until the year 2106. */
    private static final Instant SECONDS_FOR_MILLIS = Instant.parse("1970-02-20T00:00:00Z");

    private final StreamDefinition<?> stream;
    private final TopicDescription topic;
    private final Map<String, Object> settings;
    private final Clock clock;
    private final String place;
    private final List<Finding> findings = new ArrayList<>();

    SampleExamination(StreamDefinition<?> stream, TopicDescription topic, Map<String, Object> settings, Clock clock) {
        this.stream = stream;
        this.topic = topic;
        this.settings = settings;
        this.clock = clock;
        this.place = "topic \"" + stream.topic() + "\"";
    }

    @Override
    public List<Finding> findings() {
        List<ConsumerRecord<byte[], byte[]>> sample = sample();
        if (sample.isEmpty()) {
            return List.of(Finding.ok(place, "holds no records yet, so none was looked at"));
        }
        stamps(sample);
        clocks(sample);
        keys(sample);
        events(stream, sample);
        return findings;
    }

    private void stamps(List<ConsumerRecord<byte[], byte[]>> sample) {
        Instant latest = clock.instant().plus(AHEAD);
        first(sample, record -> record.timestamp() > latest.toEpochMilli())
                .ifPresent(record -> findings.add(warning(
                        "TM-DOC-008",
                        at(record) + " is stamped " + stamp(record) + ", in the future",
                        "mend its producer; until then its windows are not settled")));
        first(sample, record -> record.timestamp() < SECONDS_FOR_MILLIS.toEpochMilli())
                .ifPresent(record -> findings.add(warning(
                        "TM-DOC-009",
                        at(record) + " is stamped " + stamp(record)
                                + (record.timestamp() > 0 ? ", as if seconds were meant for milliseconds" : ""),
                        "let its producer stamp in milliseconds, or set message.timestamp.type=LogAppendTime")));
    }

    /** What the broker stamps cannot be later than now, unless the clocks differ. */
    private void clocks(List<ConsumerRecord<byte[], byte[]>> sample) {
        long now = clock.millis();
        Optional<ConsumerRecord<byte[], byte[]>> later = first(
                sample,
                record -> record.timestampType() == TimestampType.LOG_APPEND_TIME
                        && record.timestamp() > now + APART.toMillis());
        if (later.isPresent()) {
            findings.add(warning(
                    "TM-DOC-020",
                    "the broker stamped " + at(later.get()) + " " + (later.get().timestamp() - now)
                            + " ms later than it is here",
                    "let NTP keep the clocks of both"));
        }
    }

    private void keys(List<ConsumerRecord<byte[], byte[]>> sample) {
        Map<String, Integer> partitionOf = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : sample) {
            if (record.key() == null) {
                continue;
            }
            String key = new String(record.key(), StandardCharsets.ISO_8859_1);
            Integer before = partitionOf.putIfAbsent(key, record.partition());
            if (before != null && before != record.partition()) {
                findings.add(
                        warning(
                                "TM-DOC-013",
                                "one key is in partitions " + before + " and " + record.partition()
                                        + ": its producers spread keys differently, or partitions were added",
                                "answers are right all the same; let all producers use one partitioner if order by key counts"));
                return;
            }
        }
    }

    private static RecordHead head(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHead.Entry> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new RecordHead.Entry(header.key(), header.value())));
        return new RecordHead(record.key(), headers);
    }

    /** A user's code may throw anything, and a doctor says it rather than fall ill. */
    private <E> void events(StreamDefinition<E> of, List<ConsumerRecord<byte[], byte[]>> sample) {
        StreamDecoder<E> decoder = new StreamDecoder<>(of);
        int refused = 0;
        String reason = "";
        ConsumerRecord<byte[], byte[]> early = null;
        Instant earlyTime = Instant.EPOCH;
        int values = 0;
        for (ConsumerRecord<byte[], byte[]> record : sample) {
            if (record.value() == null) {
                continue;
            }
            values++;
            try {
                decoder.decode(record.value(), 0, record.value().length, head(record), record.timestamp());
                Instant time = Instant.ofEpochMilli(decoder.eventTimeMillis());
                if (time.isAfter(Instant.EPOCH) && time.isBefore(SECONDS_FOR_MILLIS)) {
                    early = record;
                    earlyTime = time;
                }
            } catch (DecodeException | RuntimeException | LinkageError e) {
                reason = refused++ == 0 ? at(record) + ": " + e.getMessage() : reason;
            }
        }
        if (refused > 0) {
            Fault fault = new Fault(
                    "TM-DOC-011",
                    place,
                    refused + " of the last " + Counted.of(values, "record") + (refused == 1 ? " is no " : " are no ")
                            + of.eventClass().getSimpleName() + " (" + reason + ")",
                    "correct the event class, its format, or the producer; such records are quarantined");
            findings.add(refused * 2 > values ? Finding.fault(fault) : Finding.warning(fault));
        } else {
            findings.add(Finding.ok(
                    place,
                    (values == 1 ? "the last record is of " : "the last " + values + " records are of ")
                            + of.eventClass().getSimpleName()));
        }
        if (early != null) {
            findings.add(warning(
                    "TM-DOC-010",
                    at(early) + " has the event time " + earlyTime + ", as if seconds were meant for milliseconds",
                    "multiply by 1000 in eventTimeMillis, or take an Instant"));
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> sample() {
        Map<String, Object> reader = new HashMap<>(settings);
        reader.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        reader.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // As a node reads: what was aborted is nobody's event.
        reader.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<ConsumerRecord<byte[], byte[]>> sample = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reader, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            partitions.forEach(partition ->
                    consumer.seek(partition, Math.max(starts.get(partition), ends.get(partition) - OF_A_PARTITION)));
            Instant deadline = Instant.now().plus(PATIENCE);
            long bytes = 0;
            while (bytes < MOST_BYTES
                    && Instant.now().isBefore(deadline)
                    && partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    sample.add(record);
                    bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
                }
            }
        }
        return sample;
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> first(
            List<ConsumerRecord<byte[], byte[]>> sample, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return sample.stream().filter(wanted).findFirst();
    }

    private static String at(ConsumerRecord<byte[], byte[]> record) {
        return "the record at " + record.partition() + ":" + record.offset();
    }

    private static String stamp(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp()).toString();
    }

    private Finding warning(String code, String says, String mend) {
        return Finding.warning(new Fault(code, place, says, mend));
    }
}
