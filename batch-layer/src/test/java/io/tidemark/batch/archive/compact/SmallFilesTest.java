package io.tidemark.batch.archive.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Held;
import io.tidemark.batch.archive.Link;
import io.tidemark.columns.event.FileFields;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.cut.Closing;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.OperatorState;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallFilesTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final List<Link> chain = new ArrayList<>();

    /** An hour of ten records each. */
    private SmallFilesTest hours(int files, long bytes) {
        for (int i = 0; i < files; i++) {
            add(0, bytes, "json", Closing.EPOCH);
        }
        return this;
    }

    private void add(int partition, long bytes, String layout, Closing closing) {
        int at = chain.size();
        LogPosition end =
                new LogPosition(10L * (at + 1), new LogClock((at + 1) * HOUR, (at + 1) * HOUR), 0, OperatorState.NONE);
        chain.add(new Link(
                new ArchiveFile(
                        "archive/t/p" + partition + "/" + at,
                        new PartitionId(new LogId("t", "c", "i"), partition),
                        new OffsetRange(10L * at, 10L * (at + 1)),
                        at * HOUR,
                        end,
                        at * HOUR,
                        10,
                        0,
                        0,
                        new TimeRange(0, 1),
                        closing,
                        closing == Closing.GAP ? "lost" : "",
                        new Held(layout, "", FileFields.none()),
                        new FileOrigin(new Checksum(bytes, 0).toString(), "w", 0)),
                "",
                ""));
    }

    /** The places in the chain of the first and the last file of each group. */
    private List<String> groups(long fileBytes) {
        return new SmallFiles(fileBytes, link -> link.file().path().endsWith("/66"))
                .groups(chain).stream()
                        .map(group -> chain.indexOf(group.get(0)) + "-" + chain.indexOf(group.get(group.size() - 1)))
                        .toList();
    }

    @Test
    void filesThatFollowOneAnotherAreJoinedUpToASizeAndEightAtLeast() {
        hours(30, 10);
        assertEquals(List.of("0-9", "10-19", "20-29"), groups(100));
        assertEquals(List.of(), groups(79));
        assertEquals(List.of("0-29"), groups(1000));
    }

    @Test
    void aLargeFileIsNotWrittenAgainForAFewSmallOnes() {
        hours(1, 500).hours(12, 10).hours(1, 500).hours(7, 10);
        assertEquals(List.of("1-12"), groups(1000));
    }

    @Test
    void noMoreThanAWeekOfTheLogIsInOneFile() {
        hours(66, 1).hours(334, 1);
        assertEquals(List.of("0-65", "67-234", "235-399"), groups(1000), "file 66 is left alone");
    }

    @Test
    void whatIsOfAnotherFormAGapOrAnotherPartitionIsNotJoinedWithIt() {
        hours(8, 1);
        add(0, 1, "json", Closing.GAP);
        hours(8, 1);
        for (int i = 0; i < 9; i++) {
            add(0, 1, "json of a changed class", Closing.EPOCH);
        }
        for (int i = 0; i < 10; i++) {
            add(1, 1, "json of a changed class", Closing.EPOCH);
        }
        assertEquals(List.of("0-7", "9-16", "17-25", "26-35"), groups(1000));
    }
}
