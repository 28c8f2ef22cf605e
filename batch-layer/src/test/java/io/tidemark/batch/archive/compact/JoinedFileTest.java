package io.tidemark.batch.archive.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.storage.Storage;
import io.tidemark.event.head.RecordHead;
import io.tidemark.model.Model;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinedFileTest {
    private static final String TOPIC = "events";

    record Place(String name, double x) {}

    record Event(Instant at, long n, List<Place> places, Map<String, Integer> counts) {}

    @TempDir
    Path directory;

    /** Hours of records with keys, headers, fields that nobody declared, garbage, none at all, and holes in the log. */
    private List<Link> archived(Storage storage) {
        Model model = Model.of(define -> define.aggregation("count")
                .over(define.stream(TOPIC, Event.class)
                        .eventTime(Event::at)
                        .keepKeys()
                        .keepHeaders())
                .tile(Duration.ofHours(1))
                .metric("n", Aggregators.count()));
        InMemoryEventLog log = new InMemoryEventLog();
        log.create(TOPIC, 1, false);
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        ArchiveSettings settings = ArchiveSettings.DEFAULT.withInterval(BatchInterval.HOURLY);
        ArchiveWriter writer = new ArchiveWriter(model.streams(), storage, log, settings, clock);
        InMemoryLogReader reader = log.reader(writer, 100);
        reader.add(log.partition(TOPIC, 0));
        SplittableRandom chance = new SplittableRandom(1);
        for (int i = 0; i < 12 * 60; i++) {
            clock.advance(Duration.ofMinutes(1));
            byte[] value = ("{\"at\":" + clock.millis() + ",\"n\":" + i + ",\"places\":[{\"name\":\"ü" + i % 7
                            + "\",\"x\":0.5},{}],\"counts\":{\"a\":1},\"beyond\":[" + i + "]}")
                    .getBytes(StandardCharsets.UTF_8);
            byte[] key = {(byte) i, -1};
            RecordHead head = new RecordHead(
                    i % 3 == 0 ? null : key, List.of(new RecordHead.Entry("h", key), new RecordHead.Entry("h", null)));
            switch (chance.nextInt(8)) {
                case 0 -> log.append(TOPIC, 0, clock.millis(), head, "garbage".getBytes(StandardCharsets.UTF_8));
                case 1 -> log.append(TOPIC, 0, clock.millis(), head, null);
                case 2 -> log.skipOffset(TOPIC, 0);
                default -> log.append(TOPIC, 0, clock.millis(), head, value);
            }
        }
        for (int i = 0; i < 20; i++) {
            writer.step(reader, Duration.ZERO);
        }
        PartitionId partition = log.partition(TOPIC, 0);
        return new Archive(storage).links(partition);
    }

    @Test
    void itHoldsAndSaysWhatTheSmallOnesDid() throws Exception {
        Storage storage = Storage.at(directory.toString(), new Configuration(false));
        List<Link> small = archived(storage);
        assertTrue(small.size() > 8, small::toString);
        Link joined = new JoinedFile(new Archive(storage), "compacted/events/round").write(small);
        List<String> contents = Contents.of(storage, small);
        assertTrue(contents.size() > 500, contents::toString);
        assertTrue(contents.toString().contains("beyond"), "what nobody declared is kept");
        assertEquals(contents, Contents.of(storage, List.of(joined)));

        ArchiveFile file = joined.file();
        ArchiveFile first = small.get(0).file();
        ArchiveFile last = small.get(small.size() - 1).file();
        assertEquals("compacted/events/round/p0/00000000000000000000.parquet", file.path());
        assertEquals(first.offsets().first(), file.offsets().first());
        assertEquals(first.startClockMillis(), file.startClockMillis());
        assertEquals(last.end(), file.end());
        assertEquals(last.closing(), file.closing());
        assertEquals(first.held(), file.held());
        assertEquals(first.eventTimes().firstMillis(), file.eventTimes().firstMillis());
        assertEquals(last.eventTimes().endMillis(), file.eventTimes().endMillis());
        assertEquals(small.stream().mapToLong(link -> link.file().rows()).sum(), file.rows());
        assertEquals(small.stream().mapToLong(link -> link.file().quarantined()).sum(), file.quarantined());
        assertEquals(small.stream().mapToLong(link -> link.file().tombstones()).sum(), file.tombstones());
        assertEquals(1, file.origin().generation());

        Link again = new JoinedFile(new Archive(storage), "compacted/events/later").write(List.of(joined));
        assertEquals(2, again.file().origin().generation());
        assertEquals(contents, Contents.of(storage, List.of(again)));
    }
}
