package io.tidemark.batch.archive.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.seam.RunRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs, recomputes, retention, sweeps, and two processes that join files and are killed or hindered at any step, in any order:
 * whatever was done, every view is the plain fold, the archive holds what it held, and what a manifest names is there.
 */
class CompactionLawsTest {
    private static final RunRequest ONE = new RunRequest.Incremental(Set.of("by-origin"), RunRequest.Cut.EPOCH, false);

    @TempDir
    Path directory;

    private Batch batch;
    private SplittableRandom chance;
    private String history = "";

    private Storage on(FlakyFileSystem files) {
        return Storage.on(
                files, new org.apache.hadoop.fs.Path(directory.resolve("root").toString()));
    }

    /** Another process in the place of one; it may be killed, its disk be full, or answers to it be lost. */
    private Compacting process() throws Exception {
        int step = chance.nextInt(300);
        FlakyFileSystem files =
                switch (chance.nextInt(4)) {
                    case 0 -> new FlakyFileSystem().killedAt(step);
                    case 1 ->
                        new FlakyFileSystem().failingBefore(operation -> operation >= step && operation < step + 9);
                    case 2 -> new FlakyFileSystem().failingAfter(operation -> operation % 40 == step % 40);
                    default -> new FlakyFileSystem();
                };
        KeepSettings keep = new KeepSettings(
                chance.nextInt(1, 3),
                Duration.ZERO,
                KeepSettings.DEFAULT.versions(),
                batch.keep().archive());
        return new Compacting(batch, on(files), 1L << chance.nextInt(14, 22), keep);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingThatProcessesDoOrLeaveUndoneMakesAWrongThing(long seed) throws Exception {
        chance = new SplittableRandom(seed);
        batch = new Batch(directory).withLists(new ListSettings(2, 4, 3, chance.nextBoolean() ? 32 : 256));
        if (chance.nextBoolean()) {
            batch.keepingArchive(Duration.ofHours(40));
        }
        batch.hours(14, seed);
        assertEquals(List.of(), batch.run(Batch.NEXT).failures());
        Compacting[] processes = {process(), process()};
        for (int i = 0; i < 20; i++) {
            int which = chance.nextInt(2);
            int move = chance.nextInt(12);
            history = "seed " + seed + ", move " + i + " is " + move + " of " + which;
            switch (move) {
                case 0 -> batch.hours(chance.nextInt(1, 9), seed * 100 + i);
                case 1 -> {
                    assertEquals(
                            List.of(),
                            batch.run(chance.nextInt(3) > 0 ? Batch.NEXT : ONE).failures(),
                            history);
                    batch.check(Trip.model(), history);
                }
                case 2 -> {
                    if (batch.keep().archive().isEmpty()) {
                        assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures(), history);
                        batch.check(Trip.model(), history);
                    }
                }
                case 3 -> processes[which] = process();
                default -> compacted(processes, which, move);
            }
            Compacting.checkChains(batch, history);
        }
        batch.check(Trip.model(), history);
        batch.run(Batch.NEXT);
        List<List<String>> contents = Compacting.contents(batch);
        Compacting last = Compacting.of(batch).compact();
        assertTrue(Compacting.listed(batch).sections().size() > 0, history);
        last.sweep();
        assertEquals(contents, Compacting.contents(batch), history);
        assertEquals(Set.of(), Compacting.unnamed(batch), history);
        batch.check(Trip.model(), history);
        if (batch.keep().archive().isEmpty()) {
            assertEquals(List.of(), batch.run(Batch.ALL_AGAIN).failures(), history);
            batch.check(Trip.model(), history);
        }
    }

    private void compacted(Compacting[] processes, int which, int move) throws Exception {
        long before = batch.manifests(batch.storage()).newest().number();
        List<Link> links = Compacting.links(batch, 0);
        try {
            switch (move) {
                case 4 -> processes[which].compaction.begin();
                case 5 -> processes[which].compaction.finish();
                case 6 -> processes[which].compact();
                case 7 -> processes[which].sweep();
                default -> processes[which].compaction.step();
            }
        } catch (FlakyFileSystem.Killed killed) {
            processes[which] = process();
        } catch (io.tidemark.fault.FaultException sweepFails) {
            assertEquals(7, move, sweepFails::toString);
        }
        if (batch.manifests(batch.storage()).newest().number() > before) {
            assertEquals(
                    Contents.of(batch.storage(), links),
                    Contents.of(batch.storage(), Compacting.links(batch, 0)),
                    history);
        }
    }
}
