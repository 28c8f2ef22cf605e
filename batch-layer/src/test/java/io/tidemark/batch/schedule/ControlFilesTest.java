package io.tidemark.batch.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.storage.Storage;
import io.tidemark.seam.RunReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlFilesTest {
    private static final int KEPT = 2;

    @TempDir
    Path directory;

    @Test
    void reportsOfAClockThatWasAheadAreForgottenBeforeAnyOther() {
        ControlFiles files = new ControlFiles(storage());
        Instant ahead = Batch.START.plus(Duration.ofDays(2000));
        for (int run = 0; run < 3; run++) {
            ended(files, ahead.plusSeconds(run));
        }
        String first = ended(files, Batch.START);
        String second = ended(files, Batch.START.plusMillis(1));
        files.keepReports(KEPT, Batch.START.plusMillis(1));
        assertEquals(
                List.of(second, first),
                files.reports(10).stream().map(RunReport::id).toList());
    }

    @Test
    void eachAttemptHasOneWriterAndTheLastOneCountsWhateverAnEarlierOneStillSays() {
        ControlFiles slow = new ControlFiles(storage());
        ControlFiles next = new ControlFiles(storage());
        QueuedRun run = slow.enqueue(QueuedRun.SCHEDULE, Batch.START, Batch.NEXT);
        RunReport first = run.running(slow.nextAttempt(run.id()), Batch.START);
        assertTrue(slow.begin(first));
        assertFalse(next.begin(run.running(1, Batch.START)));
        RunReport second = run.running(next.nextAttempt(run.id()), Batch.START);
        assertEquals(2, second.attempt());
        assertTrue(next.begin(second));
        next.write(second.ended(RunReport.State.PUBLISHED, Batch.START, ""));
        slow.write(first.ended(RunReport.State.FAILED, Batch.START, "too late"));
        assertEquals(
                RunReport.State.PUBLISHED, slow.report(run.id()).orElseThrow().state());
        assertEquals(
                List.of(run.id()), next.reports(10).stream().map(RunReport::id).toList());
        assertEquals(3, slow.nextAttempt(run.id()));
        next.dequeue(run.id());
        next.keepReports(0, Batch.START);
        assertEquals(List.of(), storage().list("runs"));
    }

    /** Which wrote all attempts into one file, and no id. */
    @Test
    void aReportOfAFormerVersionIsReadAndGoneOnFrom() {
        ControlFiles files = new ControlFiles(storage());
        QueuedRun run = files.enqueue(QueuedRun.SCHEDULE, Batch.START, Batch.NEXT);
        String former =
                "{\"id\":\"" + run.id() + "\",\"kind\":\"INCREMENTAL\",\"trigger\":\"retry\",\"aggregations\":[],"
                        + "\"state\":\"FAILED\",\"requested\":\"2026-01-01T00:00:00Z\",\"started\":\"2026-01-01T00:00:00Z\","
                        + "\"ended\":null,\"progress\":0.0,\"recordsRead\":0,\"manifest\":0,\"attempt\":3,\"message\":\"\"}";
        storage().createIfAbsent("runs/" + run.id() + ".json", former.getBytes(StandardCharsets.UTF_8));
        assertEquals(3, files.report(run.id()).orElseThrow().attempt());
        assertEquals(4, files.nextAttempt(run.id()));
        assertTrue(files.begin(run.running(4, Batch.START)));
        assertEquals(4, files.report(run.id()).orElseThrow().attempt());
    }

    @Test
    void whatIsWrittenTwiceAlikeCanBeToldApart() {
        QueuedRun run = new QueuedRun("20260101T000000000Z-1", QueuedRun.SCHEDULE, Batch.START, Batch.NEXT);
        assertFalse(Arrays.equals(ControlFiles.bytes(run), ControlFiles.bytes(run)));
    }

    private Storage storage() {
        return Storage.at(directory.toString(), new Configuration());
    }

    private static String ended(ControlFiles files, Instant requested) {
        QueuedRun run = files.enqueue(QueuedRun.SCHEDULE, requested, Batch.NEXT);
        files.write(run.queued());
        files.dequeue(run.id());
        return run.id();
    }
}
