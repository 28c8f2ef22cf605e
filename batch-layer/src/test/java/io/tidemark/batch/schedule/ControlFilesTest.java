package io.tidemark.batch.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.Batch;
import io.tidemark.batch.storage.Storage;
import io.tidemark.seam.RunReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
        Storage storage = Storage.at(directory.toString(), new Configuration());
        ControlFiles files = new ControlFiles(storage);
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

    private static String ended(ControlFiles files, Instant requested) {
        QueuedRun run = files.enqueue(QueuedRun.SCHEDULE, requested, Batch.NEXT);
        files.write(run.queued());
        files.dequeue(run.id());
        return run.id();
    }
}
