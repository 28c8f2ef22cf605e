package io.tidemark.mapreduce.jars;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.storage.Storage;
import io.tidemark.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of a model, of processes that run jobs side by side on one storage. */
class JobJarsTest {
    @TempDir
    Path directory;

    /** Files are as old as they are: only this clock is ahead of them. */
    private final ManualClock clock = new ManualClock(Instant.now());

    private Storage storage;
    private Path common;
    private Path before;
    private Path after;

    @BeforeEach
    void twoVersions() throws IOException {
        storage = Storage.at(directory.resolve("root").toString(), new Configuration());
        common = Files.writeString(directory.resolve("common.jar"), "common");
        before = Files.writeString(Files.createDirectory(directory.resolve("1")).resolve("model.jar"), "before");
        after = Files.writeString(Files.createDirectory(directory.resolve("2")).resolve("model.jar"), "after");
    }

    private JobJars process(Path model) {
        return new JobJars(storage, List.of(common, model), new JarsInUse(storage, clock));
    }

    private List<String> jars() {
        return storage.list("control/jars").stream()
                .map(path -> new String(storage.read(path), java.nio.charset.StandardCharsets.UTF_8))
                .sorted()
                .toList();
    }

    @Test
    void aJarThatNobodyHasRunAJobWithForSomeDaysGoes() {
        process(before).published();
        JobJars now = process(after);
        for (int day = 0; day <= JarsInUse.KEPT.toDays(); day++) {
            now.published();
            assertEquals(List.of("after", "before", "common"), jars(), "day " + day);
            clock.advance(Duration.ofDays(1));
        }
        now.published();
        assertEquals(List.of("after", "common"), jars());
        assertEquals(8, storage.list("control/jars/in-use").size());
    }

    @Test
    void aJarOfAnotherProcessThatRunsJobsStays() {
        JobJars one = process(before);
        JobJars other = process(after);
        for (int day = 0; day < 20; day++) {
            one.published();
            other.published();
            clock.advance(Duration.ofDays(1));
        }
        assertEquals(List.of("after", "before", "common"), jars());
    }

    @Test
    void aProcessThatRunsAJobAgainAfterItsJarsHaveGonePutsThemBack() {
        JobJars idle = process(before);
        List<org.apache.hadoop.fs.Path> at = idle.published();
        clock.advance(Duration.ofDays(30));
        process(after).published();
        assertEquals(List.of("after", "common"), jars());
        assertEquals(at, idle.published());
        assertEquals(List.of("after", "before", "common"), jars());
    }
}
