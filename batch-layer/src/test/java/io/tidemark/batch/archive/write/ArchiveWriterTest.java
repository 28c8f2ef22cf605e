package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.ALL;
import static io.tidemark.batch.archive.write.Testbed.SETTINGS;
import static io.tidemark.batch.archive.write.Testbed.START;
import static io.tidemark.batch.archive.write.Testbed.STREAM;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static io.tidemark.batch.archive.write.Testbed.event;
import static io.tidemark.batch.archive.write.Testbed.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.publish.FileBeginnings;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.cut.Closing;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.Retention;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWriterTest {
    private static final PartitionId P0 = partition(0);

    @TempDir
    Path directory;

    private final Testbed bed = new Testbed();
    private Storage storage;
    private Archive archive;
    private ArchiveReader reader;

    @BeforeEach
    void open() {
        storage = Storage.at(directory.toString(), new Configuration(false));
        archive = new Archive(storage);
        reader = new ArchiveReader(storage, archive);
    }

    private static String cuts(List<ArchiveFile> chain) {
        return String.join(
                " ",
                chain.stream()
                        .map(f -> f.closing() + "[" + f.offsets().first() + ","
                                + f.offsets().end() + ")")
                        .toList());
    }

    @Test
    void aFileEndsAtTheFirstRecordOfALaterEpoch() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(59));
        bed.append(0, START.plusSeconds(30)); // The clock, not the stamp, decides.
        bed.append(0, START.plusSeconds(60)); // Nor one record's.
        bed.append(0, START.plusSeconds(62));
        bed.append(0, START.plusSeconds(59));
        bed.append(0, START.plusSeconds(200));
        bed.append(0, START.plusSeconds(300));
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        writer.step();
        assertEquals("EPOCH[0,4) EPOCH[4,7)", cuts(archive.chain(P0)));
        ArchiveFile second = archive.chain(P0).get(1);
        assertEquals(START.plusSeconds(60).toEpochMilli(), second.epochStartMillis());
        assertEquals(START.plusSeconds(30).toEpochMilli(), second.startClockMillis());
        LogClock end = new LogClock(
                START.plusSeconds(60).toEpochMilli(), START.plusSeconds(200).toEpochMilli());
        assertEquals(new LogPosition(7, end, 0), second.end());
        assertEquals(3, second.rows());
        assertEquals(START.plusSeconds(58).toEpochMilli(), second.eventTimes().firstMillis());
        assertEquals(
                START.plusSeconds(199).toEpochMilli() + 1, second.eventTimes().endMillis());
        assertEquals("archive/events/p0/00000000000000000004.parquet", second.path());
    }

    @Test
    void anIdleEpochIsEndedByTheWallClockIfTheBrokerStamps() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.clock.advance(Duration.ofSeconds(69));
        writer.step();
        assertEquals("", cuts(archive.chain(P0)));
        bed.clock.advance(Duration.ofSeconds(1));
        writer.step();
        assertEquals("IDLE[0,1)", cuts(archive.chain(P0)));
    }

    @Test
    void aSilentPartitionsFileEndsByAgeThoughProducersStamp() {
        bed.log.create(TOPIC, 1, false);
        bed.append(0, START.minus(Duration.ofDays(3)));
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.clock.advance(Duration.ofSeconds(59));
        writer.step();
        assertEquals("", cuts(archive.chain(P0)));
        bed.clock.advance(Duration.ofSeconds(1));
        writer.step();
        assertEquals("AGE[0,1)", cuts(archive.chain(P0)));
        writer.finish();
        assertEquals("AGE[0,1)", cuts(archive.chain(P0)));
    }

    @Test
    void theEpochGoesOnInTheFileAfterOneThatEndedByAge() {
        bed.log.create(TOPIC, 1, false);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(1));
        Testbed.Writer writer = bed.writer(storage);
        writer.finish();
        bed.append(0, START.plusSeconds(2));
        bed.append(0, START.plusSeconds(60));
        bed.append(0, START.plusSeconds(61));
        writer.finish();
        List<ArchiveFile> chain = archive.chain(P0);
        assertEquals("AGE[0,2) EPOCH[2,4) AGE[4,5)", cuts(chain));
        assertEquals(chain.get(0).epochStartMillis(), chain.get(1).epochStartMillis());
        assertEquals(chain.get(0).end().logClockMillis(), chain.get(1).startClockMillis());
    }

    @Test
    void aSlowPartitionMakesNoMoreThanAFileAnInterval() {
        bed.log.create(TOPIC, 1, false);
        Testbed.Writer writer = bed.writer(storage);
        for (int i = 0; i < 60; i++) {
            bed.append(0, START);
            writer.step();
            bed.clock.advance(Duration.ofSeconds(20));
        }
        writer.finish();
        int intervals = 60 * 20 / 60;
        assertTrue(archive.chain(P0).size() <= intervals + 1, () -> cuts(archive.chain(P0)));
        assertTrue(archive.chain(P0).size() >= intervals / 2, () -> cuts(archive.chain(P0)));
    }

    @Test
    void aBusyPartitionsFileEndsByAgeIfItsClockStandsStill() {
        bed.log.create(TOPIC, 1, false);
        Testbed.Writer writer = bed.writer(storage);
        for (int i = 0; i < 100; i++) {
            bed.append(0, START);
            writer.step();
            bed.clock.advance(Duration.ofSeconds(1));
        }
        assertEquals("AGE[0,91)", cuts(archive.chain(P0)));
    }

    @Test
    void aFileEndsLongBeforeTheLogForgetsItsRecords() {
        bed.log.create(TOPIC, 1, false);
        bed.log.retain(TOPIC, Retention.FOREVER.withTime(Duration.ofSeconds(80)));
        bed.append(0, START);
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.clock.advance(Duration.ofSeconds(20));
        writer.step();
        assertEquals("AGE[0,1)", cuts(archive.chain(P0)));
    }

    @Test
    void aClockThatIsSetBackKeepsNoFileOpen() {
        bed.log.create(TOPIC, 1, false);
        bed.append(0, START);
        bed.append(0, START);
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.clock.advance(Duration.ofDays(-400));
        writer.step();
        bed.clock.advance(Duration.ofSeconds(60));
        writer.step();
        assertEquals("SKEW[0,2)", cuts(archive.chain(P0)));
    }

    @Test
    void whatGivesNoRowsIsPassedByAFileWithoutRows() throws IOException {
        bed.log.create(TOPIC, 1, false);
        bed.append(0, START);
        Testbed.Writer writer = bed.writer(storage);
        writer.finish();
        bed.log.skipOffset(TOPIC, 0);
        writer.finish();
        writer.finish();
        assertEquals("AGE[0,1) AGE[1,2)", cuts(archive.chain(P0)));
        bed.append(0, START.plusSeconds(3));
        writer.finish();
        assertEquals("AGE[0,1) AGE[1,2) AGE[2,3)", cuts(archive.chain(P0)));
        bed.checkArchiveIsTheLog(storage, "holes");
    }

    @Test
    void aPartitionThatIsBehindIsNotIdle() {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 50; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        bed.clock.advance(Duration.ofHours(3));
        Testbed.Writer writer = bed.writer(storage);
        for (int i = 0; i < 8; i++) {
            writer.step();
            bed.clock.advance(Duration.ofSeconds(1));
        }
        assertEquals("", cuts(archive.chain(P0)));
        writer.finish();
        assertEquals("IDLE[0,50)", cuts(archive.chain(P0)));
    }

    @Test
    void aFileEndsWhenItIsLarge() {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 50; i++) {
            bed.append(0, START.plusSeconds(1), "x".repeat(1000));
        }
        Testbed.Writer writer = bed.new Writer(storage, SETTINGS.withMaxFileBytes(10_000), 1);
        writer.finish();
        List<ArchiveFile> chain = archive.chain(P0);
        assertEquals(Closing.SIZE, chain.get(0).closing());
        assertTrue(chain.get(0).offsets().end() < 30, cuts(chain));
        assertEquals(50, archive.end(P0).orElseThrow().offset());
    }

    @Test
    void unfinishedFilesTogetherStayWithinTheirMemory() {
        bed.log.create(TOPIC, 3, true);
        for (int i = 0; i < 60; i++) {
            bed.append(i < 40 ? 1 : i % 3, START.plusSeconds(1), "x".repeat(1000));
        }
        Testbed.Writer writer = bed.new Writer(storage, SETTINGS.withMemoryBytes(20_000), 3);
        for (int i = 0; i < 10; i++) {
            writer.step();
        }
        assertEquals(Closing.SIZE, archive.chain(partition(1)).get(0).closing());
        assertEquals(List.of(), archive.chain(partition(2)));
    }

    @Test
    void aClockFarAheadOfTheWallEndsFilesByTheWall() {
        bed.log.create(TOPIC, 1, false);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plus(Duration.ofDays(4000)));
        bed.append(0, START.plus(Duration.ofDays(5000)));
        bed.append(0, START.plusSeconds(3));
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        assertEquals("", cuts(archive.chain(P0)));
        bed.clock.advance(Testbed.INTERVAL);
        bed.append(0, START.plusSeconds(61));
        writer.step();
        assertEquals("SKEW[0,5)", cuts(archive.chain(P0)));
        assertEquals(
                START.plus(Duration.ofDays(4000)).toEpochMilli(),
                archive.end(P0).orElseThrow().logClockMillis());
    }

    @Test
    void aLoneStampFromTheFutureEndsNoEpoch() {
        bed.log.create(TOPIC, 1, false);
        for (int i = 0; i < 4; i++) {
            bed.append(0, START.plusSeconds(i));
            bed.append(0, START.plus(Duration.ofDays(4000 + i)));
        }
        bed.append(0, START.plusSeconds(60));
        bed.append(0, START.plusSeconds(61));
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        writer.step();
        assertEquals("EPOCH[0,8)", cuts(archive.chain(P0)));
    }

    @Test
    void aQuarantinedRecordAdvancesTheClockAndKeepsItsBytesAndATombstoneIsCountedAlone() throws IOException {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(50), "{\"at\":0}");
        bed.log.append(TOPIC, 0, START.plusSeconds(51).toEpochMilli(), null);
        bed.append(0, START.plusSeconds(2));
        bed.writer(storage).finish();
        ArchiveFile file = archive.chain(P0).get(0);
        assertEquals(2, file.rows());
        assertEquals(1, file.quarantined());
        assertEquals(1, file.tombstones());
        assertEquals(4, file.end().offset());
        assertEquals(START.plusSeconds(50).toEpochMilli(), file.end().logClockMillis());
        List<String> reasons = new ArrayList<>();
        reader.readQuarantined(file, ALL, q -> reasons.add(q.offset() + " " + q.reason()));
        assertEquals(List.of("1 n: is missing"), reasons);
        bed.checkArchiveIsTheLog(storage, "");
    }

    @Test
    void aByteThatIsNotWhatWasWrittenIsFoundBeforeAnyEventIsReadOfIt() throws IOException {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(2), "{\"at\":0}");
        bed.append(0, START.plusSeconds(61));
        bed.append(0, START.plusSeconds(62));
        bed.append(0, START.plusSeconds(63));
        bed.writer(storage).finish();
        List<ArchiveFile> chain = archive.chain(P0);
        assertEquals(storage.writer(), chain.get(0).origin().writer());
        assertEquals(0, chain.get(0).origin().generation());
        long summed = Checksum.parse(chain.get(0).origin().checksum()).bytes();
        Path records = directory.resolve(chain.get(0).path());
        for (int at = 4; at < summed; at++) {
            flip(records, at);
            assertDamaged(chain.get(0).path(), chain.get(0));
            flip(records, at);
        }
        String quarantine = archive.links(P0).get(0).quarantine();
        flip(directory.resolve(quarantine), 9);
        assertDamaged(quarantine, chain.get(0));
        List<Long> read = new ArrayList<>();
        new ArchiveReader(storage, archive)
                .read(chain.get(1), STREAM, ALL, (event, time, p, offset, stamp) -> read.add(offset));
        assertFalse(read.isEmpty(), "the file beside it is as good as it was");
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private void assertDamaged(String path, ArchiveFile file) {
        StorageException damaged = assertThrows(StorageException.class, () -> new ArchiveReader(storage, archive)
                .read(file, STREAM, ALL, (event, time, p, offset, stamp) -> fail("was read")));
        assertEquals("TM-STO-002", damaged.fault().code());
        assertEquals(path, damaged.fault().place());
        assertFalse(damaged.passesByItself());
    }

    @Test
    void aQuarantinedRecordThatDecodesByNowIsAnEvent() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(2), "{\"at\":5}");
        bed.append(0, START.plusSeconds(3));
        bed.writer(storage).finish();
        record Lenient(java.time.Instant at, Integer n) {}
        List<String> read = new ArrayList<>();
        reader.read(
                archive.chain(P0).get(0),
                new io.tidemark.stream.StreamDefinition<>(
                        TOPIC,
                        Lenient.class,
                        new io.tidemark.event.json.Json(),
                        e -> e.at().toEpochMilli(),
                        java.util.Optional.empty()),
                ALL,
                (e, time, p, offset, stamp) -> read.add(offset + ":" + e.n()));
        assertEquals(List.of("0:0", "1:null", "2:1"), read);
    }

    @Test
    void partOfAFileIsRead() {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 20; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        bed.writer(storage).finish();
        List<Long> read = new ArrayList<>();
        reader.read(archive.chain(P0).get(0), STREAM, new OffsetRange(5, 8), (e, time, p, offset, stamp) -> {
            assertEquals(e.at().toEpochMilli(), time);
            read.add(offset);
        });
        assertEquals(List.of(5L, 6L, 7L), read);
    }

    @Test
    void truncatedRecordsAreANamedGap() {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 30; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.log.truncate(TOPIC, 0, 20);
        writer.finish();
        assertEquals("SIZE[0,7) GAP[7,20) IDLE[20,30)", cuts(archive.chain(P0)));
        ArchiveFile gap = archive.chain(P0).get(1);
        assertEquals(
                "the log of events-0 starts at 20, and [7, 20) was deleted before it was archived", gap.gapReason());
        assertEquals(0, gap.rows());
        reader.read(gap, STREAM, ALL, (e, time, p, offset, stamp) -> {
            throw new AssertionError("a gap has no rows");
        });
    }

    @Test
    void aChainBeginsWhereTheLogDidWhenItWasFirstSeen() {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 9; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        bed.log.truncate(TOPIC, 0, 4);
        bed.writer(storage).finish();
        assertEquals("IDLE[4,9)", cuts(archive.chain(P0)));
        assertEquals(LogClock.NONE, archive.chain(P0).get(0).startClockMillis());
    }

    @Test
    void whatIsLostAfterTheFirstSightIsAGapThoughNothingWasArchivedYet() throws IOException {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 9; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        bed.log.truncate(TOPIC, 0, 2);
        // Such as a speed node that came first.
        new FileBeginnings(storage).sight(TOPIC, bed.log);
        bed.log.truncate(TOPIC, 0, 4);
        bed.writer(storage).finish();
        assertEquals("GAP[2,4) IDLE[4,9)", cuts(archive.chain(P0)));
    }

    @Test
    void aPartitionThatIsAddedLaterBeginsAtZero() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START);
        bed.log.truncate(TOPIC, 0, 1);
        bed.append(0, START.plusSeconds(1));
        bed.writer(storage).finish();
        bed.log.addPartitions(TOPIC, 1);
        for (int i = 0; i < 3; i++) {
            bed.append(1, START.plusSeconds(i));
        }
        bed.log.truncate(TOPIC, 1, 2);
        bed.writer(storage).finish();
        assertEquals("GAP[0,2) IDLE[2,3)", cuts(archive.chain(partition(1))));
    }

    @Test
    void aTopicThatWasMadeAnewIsRefused() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.writer(storage).finish();
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(500));
        bed.append(0, START.plusSeconds(501));
        Testbed.Writer writer = bed.writer(storage);
        writer.finish();
        assertEquals(
                "TM-LOG-005 topic \"events\": was re-created; its id is topic-2, and what is known of it is of id topic-1;"
                        + " put the old one back, or end all nodes and begin anew with `tidemark reset events`",
                writer.fault(0));
        assertEquals("IDLE[0,1)", cuts(archive.chain(P0)));
    }

    @Test
    void aTopicThatIsMadeAnewWhileAFileIsOpenIsNotMixedIn() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1), event(START, 77));
        bed.append(0, START.plusSeconds(100), event(START, 78));
        bed.append(0, START.plusSeconds(101), event(START, 79));
        LogMismatchException refused = assertThrows(LogMismatchException.class, writer::step);
        assertTrue(refused.getMessage().contains("re-created"), refused.getMessage());
        assertEquals("", cuts(archive.chain(P0)));
    }

    @Test
    void aLogThatWasRewrittenIsRefusedWhileItIsReadAndAfterARestart() {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 9; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        Testbed.Writer writer = bed.writer(storage);
        writer.finish();
        assertEquals("IDLE[0,9)", cuts(archive.chain(P0)));
        assertEquals(0, archive.chain(P0).get(0).end().leaderEpoch());
        bed.log.elect(TOPIC, 0, 5);
        for (int i = 0; i < 20; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        String fault =
                "TM-LOG-003 partition events-0: offset 9 was reached in leader epoch 0, which ended below it: the log"
                        + " was rewritten; ";
        for (Testbed.Writer either : List.of(writer, bed.writer(storage))) {
            LogMismatchException refused = assertThrows(LogMismatchException.class, either::step);
            assertTrue(refused.getMessage().startsWith(fault), refused.getMessage());
        }
        assertEquals("IDLE[0,9)", cuts(archive.chain(P0)));
    }

    @Test
    void aHoleAtAnElectionIsNoRewrittenLog() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START);
        bed.log.elect(TOPIC, 0);
        bed.log.skipOffset(TOPIC, 0);
        Testbed.Writer writer = bed.writer(storage);
        writer.finish();
        assertEquals("IDLE[0,2)", cuts(archive.chain(P0)));
        bed.append(0, START.plus(Testbed.INTERVAL.multipliedBy(20)));
        bed.log.skipOffset(TOPIC, 0);
        bed.log.elect(TOPIC, 0);
        bed.log.skipOffset(TOPIC, 0);
        bed.append(0, START.plus(Testbed.INTERVAL.multipliedBy(30)));
        bed.writer(storage).finish();
        assertEquals("IDLE[0,2) EPOCH[2,5) AGE[5,6)", cuts(archive.chain(P0)));
        bed.writer(storage).finish();
    }

    @Test
    void aReaderThatPassesRecordsOverIsSentBack() throws IOException {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 20; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        Testbed.Writer writer = bed.writer(storage);
        writer.reader.seek(P0, new LogPosition(9, LogClock.START, -1));
        writer.finish();
        assertEquals("IDLE[0,20)", cuts(archive.chain(P0)));
        bed.checkArchiveIsTheLog(storage, "");
    }

    @Test
    void aNewPartitionStartsAtZero() throws IOException {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START);
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.log.addPartitions(TOPIC, 1);
        bed.append(1, START.plusSeconds(3));
        writer.reader.add(partition(1));
        writer.finish();
        bed.checkArchiveIsTheLog(storage, "");
        assertEquals(List.of(partition(0), partition(1)), List.copyOf(archive.partitions(TOPIC)));
    }
}
