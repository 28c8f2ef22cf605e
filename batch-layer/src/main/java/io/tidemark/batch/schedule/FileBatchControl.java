package io.tidemark.batch.schedule;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.SchedulerStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Steers the batch process on the same root from any other process, by files. Safe for use by many threads. */
public final class FileBatchControl implements BatchControl {
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final Fault NOBODY_YET = new Fault(
            "TM-RUN-008", "batch process", "none has run on this storage yet", "start one, or wait until it has begun");

    private final ControlFiles files;
    private final Clock clock;

    public FileBatchControl(Storage storage, Clock clock) {
        this.files = new ControlFiles(storage);
        this.clock = clock;
    }

    @Override
    public String request(RunRequest request) throws IOException {
        return io(
                () -> files.enqueue(QueuedRun.REQUEST, clock.instant(), request).id());
    }

    @Override
    public List<RunReport> runs(int limit) throws IOException {
        return io(() -> files.reports(limit));
    }

    @Override
    public Optional<RunReport> run(String id) throws IOException {
        return io(() -> files.report(id));
    }

    @Override
    public void pause() throws IOException {
        io(() -> {
            files.pause();
            return null;
        });
    }

    @Override
    public void resume() throws IOException {
        io(() -> {
            files.resume();
            return null;
        });
    }

    /** What the batch process last said, with a fault if it has been silent for a minute. */
    @Override
    public SchedulerStatus status() throws IOException {
        return io(this::lastHeard);
    }

    private SchedulerStatus lastHeard() {
        boolean paused = files.isPaused();
        Optional<ControlFiles.Heard> heard = files.heard();
        if (heard.isEmpty()) {
            return new SchedulerStatus(paused, Optional.empty(), List.of(), List.of(NOBODY_YET));
        }
        SchedulerStatus said = heard.get().status();
        List<Fault> faults = new ArrayList<>(said.faults());
        Instant at = heard.get().at();
        if (at.plus(SILENCE).isBefore(clock.instant())) {
            faults.add(new Fault(
                    "TM-RUN-009",
                    "batch process",
                    "was last heard of at " + at,
                    "see whether it runs, and whether it can write to its storage"));
        }
        return new SchedulerStatus(paused, paused ? Optional.empty() : said.next(), said.archive(), faults);
    }

    static <T> T io(Supplier<T> action) throws IOException {
        try {
            return action.get();
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
