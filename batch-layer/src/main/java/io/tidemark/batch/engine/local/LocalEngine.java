package io.tidemark.batch.engine.local;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.fold.FoldMemory;
import io.tidemark.batch.engine.fold.FoldUnit;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.ViewFile;
import io.tidemark.usercode.CodeWatch;
import io.tidemark.usercode.UserCodeException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in threads of this process. First the files are folded in a fixed number of units of work, then slices are merged
 * and written, large ones in sections, all side by side. How it is divided depends on the files and the rows alone, never
 * on the threads, and what they fold is merged in their order: so double sums come out the same, however many cores there
 * are.
 */
public final class LocalEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);
    private static final int UNITS = 16;

    private final Storage storage;
    private final ArchiveReader archive;
    private final EngineSettings settings;
    private final CodeWatch watch;

    public LocalEngine(Storage storage, Archive archive, EngineSettings settings) {
        this(storage, archive, settings, new CodeWatch(Clock.systemUTC()));
    }

    /** An engine whose code of the user's somebody looks at. */
    public LocalEngine(Storage storage, Archive archive, EngineSettings settings, CodeWatch watch) {
        this.watch = watch;
        this.storage = storage;
        this.archive = new ArchiveReader(archive, watch);
        this.settings = settings;
    }

    @Override
    public <E> List<Outcome> run(Pass<E> pass, Progress progress) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(settings.threads(), task -> {
            Thread thread = new Thread(task, "tidemark-run");
            thread.setDaemon(true);
            return thread;
        });
        List<FoldUnit<E>> units = new ArrayList<>();
        List<SliceWrite> slices = new ArrayList<>();
        try (Spills spills = new Spills(settings.spillDirectory())) {
            try {
                units.addAll(units(pass, spills, progress));
                List<Future<Void>> folding = new ArrayList<>();
                for (FoldUnit<E> unit : units) {
                    folding.add(pool.submit(() -> {
                        unit.fold(archive);
                        return null;
                    }));
                }
                for (Future<Void> fold : folding) {
                    result(fold);
                }
                if (spills.files() > 0) {
                    LOG.info(
                            "rows did not fit into memory stream={} spilledFiles={}",
                            pass.stream().topic(),
                            spills.files());
                }
                return write(pass, units, slices, pool);
            } finally {
                // No thread may use the spilled files any more when they go.
                units.forEach(FoldUnit::cancel);
                try {
                    stop(pool);
                } finally {
                    slices.forEach(SliceWrite::close);
                }
            }
        }
    }

    private <E> List<FoldUnit<E>> units(Pass<E> pass, Spills spills, Progress progress) {
        List<ArchiveFile> wanted = pass.files().stream()
                .filter(file -> !FoldUnit.wanted(pass, file).isEmpty())
                .toList();
        progress.planned(wanted.stream().mapToLong(ArchiveFile::rows).sum());
        long work = wanted.stream().mapToLong(LocalEngine::work).sum();
        int count = Math.min(UNITS, wanted.size());
        List<FoldUnit<E>> units = new ArrayList<>();
        List<ArchiveFile> files = new ArrayList<>();
        long reached = 0;
        for (ArchiveFile file : wanted) {
            files.add(file);
            reached += work(file);
            // Each unit ends where its share of the whole is reached; the last one with the last file.
            if (reached >= work * (units.size() + 1) / count) {
                units.add(new FoldUnit<>(
                        pass, files, FoldMemory.of(settings.memoryBytes(), count), spills, progress, watch));
                files.clear();
            }
        }
        return units;
    }

    private static long work(ArchiveFile file) {
        return 1 + file.rows() + file.quarantined();
    }

    private <E> List<Outcome> write(
            Pass<E> pass, List<FoldUnit<E>> units, List<SliceWrite> slices, ExecutorService pool)
            throws InterruptedException {
        List<Optional<PartWrite>> writes = new ArrayList<>();
        List<List<Future<Optional<ViewFile>>>> writing = new ArrayList<>();
        for (int p = 0; p < pass.parts().size(); p++) {
            if (stopped(p, units).isPresent()) {
                writes.add(Optional.empty());
                writing.add(List.of());
                continue;
            }
            List<SortedRun> folded = new ArrayList<>();
            for (FoldUnit<E> unit : units) {
                folded.addAll(unit.runs(p));
            }
            Part<E> part = pass.parts().get(p);
            RowLimit limit = new RowLimit(part.definition(), FoldMemory.ofRow(settings.memoryBytes()));
            SliceWrite.Into into = new SliceWrite.Into(
                    storage, pass.attempt(), FoldMemory.ofRowGroup(settings.memoryBytes(), settings.threads()));
            PartWrite write = new PartWrite(into, part, limit, folded);
            List<Future<Optional<ViewFile>>> sections = new ArrayList<>();
            for (SliceWrite slice : write.slices()) {
                slices.add(slice);
                for (Callable<Optional<ViewFile>> section : slice.sections()) {
                    sections.add(pool.submit(section));
                }
            }
            writes.add(Optional.of(write));
            writing.add(sections);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int p = 0; p < writes.size(); p++) {
            outcomes.add(
                    writes.get(p).isEmpty()
                            ? new Outcome.Failed(stopped(p, units).orElseThrow())
                            : outcome(p, writes.get(p).get(), writing.get(p), units));
        }
        return outcomes;
    }

    private static <E> Optional<UserCodeException> stopped(int part, List<FoldUnit<E>> units) {
        return units.stream().flatMap(unit -> unit.stopped(part).stream()).findFirst();
    }

    private <E> Outcome outcome(
            int part, PartWrite write, List<Future<Optional<ViewFile>>> sections, List<FoldUnit<E>> units)
            throws InterruptedException {
        List<ViewFile> written = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<Optional<ViewFile>> section : sections) {
            try {
                result(section).ifPresent(written::add);
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            written.forEach(file -> storage.delete(file.path()));
            return new Outcome.Failed(failure);
        }
        long folded = units.stream().mapToLong(unit -> unit.folded(part)).sum();
        long skipped = units.stream()
                .mapToLong(unit -> unit.skipped(part) + unit.leftOut(part))
                .sum();
        return new Outcome.Built(write.files(written), written, folded, skipped);
    }

    private static <T> T result(Future<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof Error fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void stop(ExecutorService pool) throws InterruptedException {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
            LOG.warn("still waiting for the threads of a run that was stopped");
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }
}
