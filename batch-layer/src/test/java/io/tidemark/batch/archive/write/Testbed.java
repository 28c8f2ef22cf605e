package io.tidemark.batch.archive.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.storage.Storage;
import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.json.Json;
import io.tidemark.fault.Fault;
import io.tidemark.log.LogTopics;
import io.tidemark.model.Model;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A log of small events, writers on it, and the check that an archive is the log. */
final class Testbed {
    static final String TOPIC = "events";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration INTERVAL = Duration.ofMinutes(1);
    static final ArchiveSettings SETTINGS = ArchiveSettings.DEFAULT
            .withInterval(BatchInterval.of(INTERVAL))
            .withIdleGrace(Duration.ofSeconds(10))
            .withRetryPause(Duration.ofSeconds(1));
    static final OffsetRange ALL = new OffsetRange(0, Long.MAX_VALUE);

    record Event(Instant at, int n) {}

    @SuppressWarnings("unchecked") // Of the class that it is made of.
    static final StreamDefinition<Event> STREAM = (StreamDefinition<Event>) Model.of(model -> model.aggregation("count")
                    .over(model.stream(TOPIC, Event.class).eventTime(Event::at))
                    .tile(Duration.ofMinutes(1))
                    .metric("n", Aggregators.count()))
            .streams()
            .get(0);

    final InMemoryEventLog log = new InMemoryEventLog();
    final ManualClock clock = new ManualClock(START);
    private int appended;

    /** A partition of the topic as it was made first. */
    static PartitionId partition(int number) {
        return new PartitionId(new LogId(TOPIC, InMemoryEventLog.CLUSTER, "topic-1"), number);
    }

    /** A writer that was just started on all partitions. */
    final class Writer {
        final ArchiveWriter writer;
        final InMemoryLogReader reader;

        Writer(Storage storage, ArchiveSettings settings, int partitions) {
            this(storage, log, settings, partitions);
        }

        Writer(Storage storage, LogTopics topics, ArchiveSettings settings, int partitions) {
            writer = new ArchiveWriter(List.of(STREAM), storage, topics, settings, clock);
            reader = log.reader(writer, 7);
            for (int p = 0; p < partitions; p++) {
                reader.add(log.partition(TOPIC, p));
            }
        }

        void step() {
            writer.step(reader, Duration.ZERO);
        }

        /** Steps until all that was appended is archived, letting time pass. */
        void finish() {
            for (int i = 0; i < 100; i++) {
                step();
                clock.advance(Duration.ofSeconds(10));
            }
        }

        String fault(int partition) {
            return writer.progress().get(partition).fault().map(Fault::toString).orElse("");
        }
    }

    Writer writer(Storage storage) {
        return new Writer(storage, SETTINGS, log.describe(TOPIC).partitions());
    }

    /** Appends an event that happened a second before it was appended. */
    void append(int partition, Instant appendedAt) {
        append(partition, appendedAt, event(appendedAt.minusSeconds(1), appended++));
    }

    void append(int partition, Instant appendedAt, String value) {
        log.append(TOPIC, partition, appendedAt.toEpochMilli(), value.getBytes(StandardCharsets.UTF_8));
    }

    static String event(Instant at, int n) {
        return "{\"at\":" + at.toEpochMilli() + ",\"n\":" + n + "}";
    }

    /** A few epochs with all that can be in a log: late and early stamps, holes, garbage, no value. */
    void appendMixed(int partitions, int records, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Instant at = START;
        for (int i = 0; i < records; i++) {
            int partition = random.nextInt(partitions);
            at = at.plusSeconds(random.nextInt(8));
            Instant stamp = at.minusSeconds(random.nextInt(30));
            switch (random.nextInt(10)) {
                case 0 -> append(partition, stamp, "garbage " + i);
                case 1 -> log.append(TOPIC, partition, stamp.toEpochMilli(), null);
                case 2, 3 -> log.skipOffset(TOPIC, partition);
                default -> append(partition, stamp);
            }
        }
    }

    /** How the files of a chain end, and what they hold. */
    static String cuts(List<ArchiveFile> chain) {
        return String.join(
                " ",
                chain.stream()
                        .map(f -> f.closing() + "[" + f.offsets().first() + ","
                                + f.offsets().end() + ")")
                        .toList());
    }

    /** That every record of the log is in the archive, once, with its clock; and that nothing else is. */
    void checkArchiveIsTheLog(Storage storage, String history) throws IOException {
        for (int p = 0; p < log.describe(TOPIC).partitions(); p++) {
            Map<Long, String> found = new TreeMap<>();
            long next = 0;
            long tombstones = 0;
            for (ArchiveFile file : new Archive(storage).chain(partition(p))) {
                assertEquals(next, file.offsets().first(), history);
                next = file.offsets().end();
                tombstones += file.tombstones();
                checkRows(storage, file, found, history);
            }
            assertEquals(
                    log.everything(TOPIC, p).stream()
                            .filter(entry -> entry.value() == null)
                            .count(),
                    tombstones,
                    history);
            assertEquals(expected(p, next), found, history);
            long newest = log.everything(TOPIC, p).stream()
                    .mapToLong(e -> e.offset() + 1)
                    .max()
                    .orElse(0);
            assertTrue(next >= newest, history + ": partition " + p + " is archived to " + next + " of " + newest);
        }
    }

    private Map<Long, String> expected(int partition, long end) {
        Map<Long, String> expected = new TreeMap<>();
        LogClock logClock = LogClock.START;
        for (InMemoryEventLog.Entry entry : log.everything(TOPIC, partition)) {
            logClock = logClock.after(entry.timestampMillis());
            if (entry.value() == null) {
                continue;
            }
            String value = new String(entry.value(), StandardCharsets.UTF_8);
            expected.put(entry.offset(), value + (value.contains("\"n\"") ? " " + logClock.millis() : ""));
        }
        assertTrue(expected.keySet().stream().allMatch(offset -> offset < end));
        return expected;
    }

    private void checkRows(Storage storage, ArchiveFile file, Map<Long, String> found, String history)
            throws IOException {
        int before = found.size();
        new ArchiveReader(new Archive(storage)).readQuarantined(file, ALL, q -> {
            assertTrue(found.put(q.offset(), new String(q.raw(), StandardCharsets.UTF_8)) == null, history);
            assertTrue(file.offsets().contains(q.offset()), history);
        });
        assertEquals(file.quarantined(), found.size() - before, history);
        FieldsWanted wanted = new FieldsWanted(RecordSchema.of(Event.class), Set.of("at", "n"), new Json());
        try (RowFileReader<LogRow> rows = RowFileReader.fields(storage.input(file.path()), ALL, wanted)) {
            for (LogRow row = rows.next(); row != null; row = rows.next()) {
                Event event = RecordSchema.of(Event.class).create(row.values);
                String value = event(event.at(), event.n()) + " " + row.clockMillis;
                assertTrue(found.put(row.offset, value) == null, history);
                assertTrue(file.offsets().contains(row.offset), history);
                assertTrue(file.eventTimes().contains(event.at().toEpochMilli()), history);
            }
        }
        assertEquals(file.rows() + file.quarantined(), found.size() - before, history);
    }
}
