package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.START;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.LogLines;
import io.tidemark.batch.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of an archive that cannot be written. */
class UnwritableStorageTest {
    @TempDir
    Path directory;

    private final Testbed bed = new Testbed();

    @Test
    void isToldOnceAndThenLessAndLessOftenAndOnceWhenItIsMended() throws Exception {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START);
        // A file where the directory of unfinished files would be: nothing can be written, and it is tried every
        // second.
        Path unfinished = directory.resolve("tmp");
        Files.writeString(unfinished, "");
        Storage storage = Storage.at(directory.toString(), new Configuration(false));
        try (LogLines lines = new LogLines(ArchiveWriter.class)) {
            Testbed.Writer writer = bed.writer(storage);
            for (int second = 0; second < 3600; second++) {
                writer.step();
                bed.clock.advance(Duration.ofSeconds(1));
            }
            List<String> standstill = lines.all();
            assertEquals(6, standstill.size(), standstill::toString);
            assertTrue(
                    standstill.stream().allMatch(line -> line.startsWith("a partition of the archive stands still")),
                    standstill::toString);

            Files.delete(unfinished);
            bed.append(0, bed.clock.instant());
            writer.finish();
            List<String> after = lines.all().subList(6, lines.all().size());
            assertEquals(1, after.size(), after::toString);
            assertTrue(after.get(0).startsWith("a partition of the archive goes on"), after::toString);
        }
        bed.checkArchiveIsTheLog(storage, "mended");
    }
}
