package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.ALL;
import static io.tidemark.batch.archive.write.Testbed.START;
import static io.tidemark.batch.archive.write.Testbed.STREAM;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static io.tidemark.batch.archive.write.Testbed.cuts;
import static io.tidemark.batch.archive.write.Testbed.event;
import static io.tidemark.batch.archive.write.Testbed.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.log.LogMismatchException;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is gone from the log before it is archived, where a chain begins, and logs that are other ones. */
class LostRecordsTest extends OneArchive {
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
                        + " put the old one back; or end all nodes, and have this one read after what was archived of the"
                        + " old one, with `tidemark log-replaced events`, or without it, with `tidemark reset events`",
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
}
