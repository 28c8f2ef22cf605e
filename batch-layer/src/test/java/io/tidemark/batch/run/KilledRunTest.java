package io.tidemark.batch.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {
    private static final Model MODEL = Trip.model();

    @TempDir
    Path directory;

    private Storage on(FlakyFileSystem files) {
        return Storage.on(
                files, new org.apache.hadoop.fs.Path(directory.resolve("root").toString()));
    }

    @Test
    void aRunThatIsKilledAtAnyOperationLeavesTheOldViewOrTheNew() throws Exception {
        // With lists of views and of the archive there are more steps to be killed at.
        Batch batch =
                new Batch(directory).withLists(new ListSettings(1, 1, 2, 8)).hours(2, 1);
        batch.run(Batch.NEXT);
        batch.hours(2, 2);
        boolean isWhole = false;
        int kills = 0;
        for (int operation = 0; !isWhole; operation += 1 + operation / 4) {
            FlakyFileSystem files = new FlakyFileSystem().killedAt(operation);
            Run run = batch.runOn(on(files), MODEL);
            String id = "killed" + operation;
            try {
                run.execute(id, 1, Batch.NEXT, Progress.UNHEARD);
                isWhole = true;
            } catch (FlakyFileSystem.Killed expected) {
                kills++;
            }
            batch.check(MODEL, "killed at " + operation);
        }
        assertTrue(kills > 5, kills + " kills");
        assertEquals(List.of(), batch.run(Batch.NEXT).published());
    }

    @Test
    void aFullDiskFailsTheRunWithItsReasonAndTheNextAttemptSucceeds() throws Exception {
        Batch batch = new Batch(directory).hours(3, 1);
        int operations = operationsOf(batch);
        for (int from = operations / 3; from < operations; from += operations / 3) {
            int full = from;
            Storage storage = on(new FlakyFileSystem().failingBefore(operation -> operation >= full));
            RunResult result = null;
            try {
                result = batch.runOn(storage, MODEL).execute("full" + from, 1, Batch.ALL_AGAIN, Progress.UNHEARD);
            } catch (io.tidemark.batch.storage.StorageException refused) {
                assertTrue(refused.getMessage().contains("No space left on device"), refused::getMessage);
            }
            if (result != null && !result.failures().isEmpty()) {
                assertTrue(result.failures().get(0).toString().contains("No space left on device"), result::toString);
            }
            batch.check(MODEL, "disk full from operation " + from);
        }
        batch.run(Batch.ALL_AGAIN);
        batch.check(MODEL, "room again");
    }

    private int operationsOf(Batch batch) throws Exception {
        batch.run(Batch.NEXT);
        FlakyFileSystem counting = new FlakyFileSystem();
        batch.runOn(on(counting), MODEL).execute("counted", 1, Batch.ALL_AGAIN, Progress.UNHEARD);
        return counting.operations();
    }

    @Test
    void ofRunsThatRaceEachMovesTheTidemarkFromWhereItReallyIs() throws Exception {
        Batch batch = new Batch(directory).hours(3, 4);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Callable<RunResult>> races = new ArrayList<>();
            for (int racer = 0; racer < 3; racer++) {
                Run run = batch.runOn(batch.storage(), MODEL);
                String id = "racer" + racer;
                RunRequest request = racer == 2 ? Batch.ALL_AGAIN : Batch.NEXT;
                races.add(() -> run.execute(id, 1, request, Progress.UNHEARD));
            }
            for (Future<RunResult> race : threads.invokeAll(races)) {
                assertEquals(List.of(), race.get().failures());
            }
        } finally {
            threads.shutdownNow();
        }
        batch.check(MODEL, "after the race");
    }

    @Test
    void aRunThatIsInterruptedEndsAndPublishesNothing() throws Exception {
        Batch batch = new Batch(directory).hours(3, 4);
        Progress interrupting = new Progress() {
            @Override
            public void planned(long records) {
                Thread.currentThread().interrupt();
            }

            @Override
            public void read(long records) {}
        };
        Run run = batch.runOn(batch.storage(), MODEL);
        assertThrows(InterruptedException.class, () -> run.execute("stopped", 1, Batch.NEXT, interrupting));
        assertEquals(Manifest.NONE, batch.manifests(batch.storage()).newest());
        // Its threads end, though it does not wait for the last breath of each.
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("tidemark-run")) {
                thread.join(10_000);
                assertFalse(thread.isAlive(), () -> "it goes on: " + List.of(thread.getStackTrace()));
            }
        }
    }
}
