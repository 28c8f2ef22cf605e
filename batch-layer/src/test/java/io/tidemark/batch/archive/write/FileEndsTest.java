package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.SETTINGS;
import static io.tidemark.batch.archive.write.Testbed.START;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static io.tidemark.batch.archive.write.Testbed.cuts;
import static io.tidemark.batch.archive.write.Testbed.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.cut.Closing;
import io.tidemark.log.Retention;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a file of the archive ends: with its epoch, by age, by size, by the wall clock. */
class FileEndsTest extends OneArchive {
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
}
