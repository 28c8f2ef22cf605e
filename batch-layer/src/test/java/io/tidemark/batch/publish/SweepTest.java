package io.tidemark.batch.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final RunRequest AGAIN = new RunRequest.Recompute(Set.of("all-time"), TimeRange.ALL);
    private static final int KEPT = 2;

    @TempDir
    Path directory;

    @Test
    void onlyWhatNoKeptManifestNamesAndIsOldIsDeleted() throws Exception {
        Batch batch = new Batch(directory).hours(2, 1);
        batch.run(Batch.NEXT);
        for (int i = 0; i < 4; i++) {
            batch.run(AGAIN);
        }
        // File times are the machine's; the sweep's clock is made to be far ahead of them.
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        ManifestStore manifests = batch.manifests(batch.storage());
        // What the archive has not finished is older than any by that clock; here nobody goes on with it.
        sweep(batch, later, Duration.ofDays(40_000));
        assertEquals(0, sweep(batch, later, Duration.ofDays(40_000)));

        assertTrue(sweep(batch, later, Duration.ofDays(1)) > 0);
        assertEquals(KEPT, manifests.numbers().size());
        Set<String> needed = new TreeSet<>();
        for (long number : manifests.numbers()) {
            for (AggregationView view :
                    manifests.manifest(number).orElseThrow().views().values()) {
                view.files().stream().map(ViewFile::path).forEach(needed::add);
            }
        }
        assertEquals(needed, viewFiles());
        batch.check(Trip.model(), "swept");
        assertEquals(0, sweep(batch, later, Duration.ofDays(1)));
    }

    @Test
    void aManifestOfAClockThatWasAheadKeepsNoOther() throws Exception {
        Batch batch = new Batch(directory).hours(2, 1);
        batch.clock.advance(Duration.ofDays(4000));
        batch.run(Batch.NEXT);
        batch.clock.advance(Duration.ofDays(-4000));
        for (int i = 0; i < 4; i++) {
            batch.run(AGAIN);
        }
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        sweep(batch, later, Duration.ofDays(1));
        assertEquals(List.of(4L, 5L), batch.manifests(batch.storage()).numbers());
        batch.check(Trip.model(), "swept");
    }

    @Test
    void aDamagedManifestKeepsNoOtherOnceItIsOld() throws Exception {
        Batch batch = new Batch(directory).hours(2, 1);
        batch.run(Batch.NEXT);
        for (int i = 0; i < 4; i++) {
            batch.run(AGAIN);
        }
        Files.writeString(directory.resolve("root/manifests/00000000000000000002.json"), "{");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        sweep(batch, later, Duration.ofDays(1));
        assertEquals(List.of(4L, 5L), batch.manifests(batch.storage()).numbers());
    }

    private static int sweep(Batch batch, Clock clock, Duration grace) {
        var manifests = batch.manifests(batch.storage());
        return new Sweep(
                        batch.storage(),
                        manifests,
                        clock,
                        new KeepSettings(KEPT, grace, Duration.ofDays(7)),
                        BatchInterval.HOURLY)
                .sweep();
    }

    private Set<String> viewFiles() throws Exception {
        Path root = directory.resolve("root");
        try (Stream<Path> files = Files.walk(root.resolve("views"))) {
            return new TreeSet<>(files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList());
        }
    }
}
