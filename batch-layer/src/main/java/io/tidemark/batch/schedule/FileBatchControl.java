package io.tidemark.batch.schedule;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.time.Pause;
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
    /** What the batch process had said at the last look; null before the first. */
    private Word word;

    /**
     * A word of the batch process.
     *
     * @param at by the clock of that process, which need not be this one's
     * @param since when it is its last, by this one's
     * @param looked when that was looked at last
     */
    private record Word(Instant at, Instant since, Instant looked) {}

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
            return new SchedulerStatus(paused, Optional.empty(), List.of(), List.of(), List.of(NOBODY_YET));
        }
        SchedulerStatus said = heard.get().status();
        List<Fault> faults = new ArrayList<>(said.faults());
        Instant at = heard.get().at();
        if (isSilentSince(at)) {
            faults.add(new Fault(
                    "TM-RUN-009",
                    "batch process",
                    "was last heard of at " + at,
                    "see whether it runs, and whether it can write to its storage"));
        }
        return new SchedulerStatus(
                paused, paused ? Optional.empty() : said.next(), said.recomputes(), said.archive(), faults);
    }

    /** Judged by this process's clock alone for as long as it looks: two machines need not agree on the time. */
    private synchronized boolean isSilentSince(Instant at) {
        Instant now = clock.instant();
        boolean hasLooked = word != null && !new Pause(word.looked(), SILENCE).isOverAt(now);
        boolean isSame = word != null && word.at().equals(at) && !word.since().isAfter(now);
        Instant since = isSame ? word.since() : hasLooked || at.isAfter(now) ? now : at;
        word = new Word(at, since, now);
        return since.plus(SILENCE).isBefore(now);
    }

    static <T> T io(Supplier<T> action) throws IOException {
        try {
            return action.get();
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
