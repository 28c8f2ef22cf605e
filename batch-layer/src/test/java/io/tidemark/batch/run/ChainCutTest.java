package io.tidemark.batch.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Closing;
import io.tidemark.batch.run.ChainCut.Accepted;
import io.tidemark.manifest.Gap;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainCutTest {
    private static final PartitionId P0 = new PartitionId(new LogId("t", "cluster", "id"), 0);
    private static final Accepted NONE = new Accepted(false, Set.of());
    private final List<ArchiveFile> chain = new ArrayList<>();

    /** A file of ten offsets after the last one. */
    private void file(long epoch, Closing closing, String gapReason) {
        long first = chain.size() * 10L;
        chain.add(new ArchiveFile(
                "f" + first,
                P0,
                new OffsetRange(first, first + 10),
                epoch,
                new LogPosition(first + 10, LogClock.at(epoch), 0),
                epoch,
                closing == Closing.GAP ? 0 : 10,
                0,
                ArchiveFile.NO_TIMES,
                closing,
                gapReason));
    }

    private void file(long epoch, Closing closing) {
        file(epoch, closing, "");
    }

    private ChainCut cut(long from, Cut cut, Accepted accepted) {
        return ChainCut.of(chain, new LogPosition(from, LogClock.at(0), 0), cut, accepted);
    }

    private long offset(long from, Cut cut) {
        return cut(from, cut, NONE).position().offset();
    }

    @Test
    void theTidemarkGoesToTheEndOfTheLastWholeEpoch() {
        file(0, Closing.SIZE);
        file(0, Closing.EPOCH);
        file(1, Closing.IDLE);
        file(2, Closing.SIZE);
        assertEquals(30, offset(0, Cut.EPOCH));
        assertEquals(30, offset(30, Cut.EPOCH));
        assertEquals(40, offset(30, Cut.ARCHIVE_END));
    }

    @Test
    void anEpochThatEndedAtAFilesSizeIsSeenByTheNextFile() {
        file(0, Closing.SIZE);
        assertEquals(0, offset(0, Cut.EPOCH));
        file(1, Closing.SIZE);
        assertEquals(10, offset(0, Cut.EPOCH));
    }

    @Test
    void theTidemarkNeverGoesBack() {
        file(0, Closing.EPOCH);
        assertEquals(25, offset(25, Cut.EPOCH));
        assertEquals(25, offset(25, Cut.ARCHIVE_END));
    }

    @Test
    void aGapStopsTheTidemarkUntilSomebodyAcceptsIt() {
        file(0, Closing.EPOCH);
        file(0, Closing.GAP, "truncated");
        file(1, Closing.EPOCH);
        Gap gap = new Gap(P0, new OffsetRange(10, 20), "truncated");

        ChainCut stopped = cut(0, Cut.ARCHIVE_END, NONE);
        assertEquals(10, stopped.position().offset());
        assertEquals(gap, stopped.stoppedAt().orElseThrow());
        assertEquals(List.of(), stopped.passed());

        for (Accepted accepted : List.of(new Accepted(true, Set.of()), new Accepted(false, Set.of(gap)))) {
            ChainCut passed = cut(0, Cut.EPOCH, accepted);
            assertEquals(30, passed.position().offset());
            assertEquals(List.of(gap), passed.passed());
            assertTrue(passed.stoppedAt().isEmpty());
        }
        assertEquals(List.of(), cut(20, Cut.EPOCH, NONE).passed());
    }
}
