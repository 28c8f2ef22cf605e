package io.tidemark.batch.engine.local;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.engine.Division;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.OperatorDelta;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.fold.FoldMemory;
import io.tidemark.batch.engine.fold.FoldUnit;
import io.tidemark.batch.engine.merge.MergedSlice;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SliceMerge;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.ViewFile;
import io.tidemark.usercode.CodeWatch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in threads of this process. First the files are folded in units of work, then slices are merged and written, large
 * ones in sections, all side by side. How it is divided depends on the files and the rows alone ({@link Division}), never
 * on the threads, and what they fold is merged in their order: so what comes out is the same, however many cores there are.
 */
public final class LocalEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);

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
    public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(settings.threads(), task -> {
            Thread thread = new Thread(task, "tidemark-run");
            thread.setDaemon(true);
            return thread;
        });
        List<FoldUnit> units = new ArrayList<>();
        List<PartWrite> writes = new ArrayList<>();
        boolean isDone = false;
        try (Spills spills = new Spills(settings.spillDirectory())) {
            try {
                units.addAll(units(pass, spills, progress));
                List<Future<Void>> folding = new ArrayList<>();
                Map<Integer, FaultException> stopped = new ConcurrentHashMap<>();
                long rowGroupBytes = FoldMemory.ofRowGroup(settings.memoryBytes(), settings.threads());
                for (FoldUnit unit : units) {
                    String name = pass.attempt() + "-u" + folding.size();
                    folding.add(pool.submit(() -> {
                        stopped.forEach(unit::stop);
                        unit.fold(archive, storage);
                        unit.remember(name, rowGroupBytes);
                        for (int part = 0; part < pass.parts().size(); part++) {
                            int of = part;
                            unit.stopped(part).ifPresent(why -> stopped.putIfAbsent(of, why));
                        }
                        return null;
                    }));
                }
                for (Future<Void> fold : folding) {
                    result(fold);
                }
                if (spills.files() > 0) {
                    LOG.info("rows did not fit into memory topics={} spilledFiles={}", pass.topics(), spills.files());
                }
                List<Outcome> outcomes = write(pass, units, writes, pool);
                isDone = true;
                return outcomes;
            } finally {
                // No thread may use the spilled files any more when they go.
                units.forEach(FoldUnit::cancel);
                try {
                    stop(pool);
                } finally {
                    writes.forEach(PartWrite::close);
                    if (!isDone) {
                        units.forEach(unit -> unit.forget(storage));
                    }
                }
            }
        }
    }

    private List<FoldUnit> units(Pass pass, Spills spills, Progress progress) {
        Division division = Division.of(pass);
        progress.planned(division.rows());
        long operated = division.units().stream()
                .filter(unit -> unit.isInLogOrder(pass))
                .count();
        FoldMemory memory = FoldMemory.of(
                settings.memoryBytes(), Math.max(1, division.units().size()), (int)
                        Math.min(settings.threads(), operated));
        return division.units().stream()
                .map(unit -> new FoldUnit(pass, unit, memory, spills, progress, watch))
                .toList();
    }

    private List<Outcome> write(Pass pass, List<FoldUnit> units, List<PartWrite> open, ExecutorService pool)
            throws InterruptedException {
        List<List<Future<MergedSlice>>> writing = new ArrayList<>();
        for (int p = 0; p < pass.parts().size(); p++) {
            List<Future<MergedSlice>> slices = new ArrayList<>();
            if (stopped(p, units).isEmpty()) {
                PartWrite write = write(pass, p, units);
                open.add(write);
                write.tasks().forEach(task -> slices.add(pool.submit(task)));
            }
            writing.add(slices);
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int p = 0; p < writing.size(); p++) {
            outcomes.add(outcome(pass.parts().get(p), p, writing.get(p), units));
        }
        return outcomes;
    }

    private PartWrite write(Pass pass, int p, List<FoldUnit> units) {
        List<SortedRun> folded = new ArrayList<>();
        for (FoldUnit unit : units) {
            folded.addAll(unit.runs(p));
        }
        Part<?> part = pass.parts().get(p);
        RowLimit limit = new RowLimit(part.definition(), FoldMemory.ofRow(settings.memoryBytes()));
        SliceMerge.Into into = new SliceMerge.Into(
                storage,
                pass.attempt(),
                FoldMemory.ofRowGroup(settings.memoryBytes(), settings.threads()),
                settings.fileRows());
        return new PartWrite(into, part, limit, folded);
    }

    private static Optional<FaultException> stopped(int part, List<FoldUnit> units) {
        return units.stream().flatMap(unit -> unit.stopped(part).stream()).findFirst();
    }

    private Outcome outcome(Part<?> part, int p, List<Future<MergedSlice>> slices, List<FoldUnit> units)
            throws InterruptedException {
        List<ViewFile> written = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        RuntimeException failure = stopped(p, units).orElse(null);
        for (Future<MergedSlice> slice : slices) {
            try {
                MergedSlice merged = result(slice);
                written.addAll(merged.written());
                replaced.addAll(merged.replaced());
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        List<OperatorDelta> put =
                units.stream().flatMap(unit -> unit.put(p).stream()).toList();
        if (failure != null) {
            new Outcome.Built(List.of(), written, put, 0, 0).paths().forEach(storage::delete);
            return new Outcome.Failed(failure);
        }
        long folded = units.stream().mapToLong(unit -> unit.folded(p)).sum();
        long skipped = units.stream()
                .mapToLong(unit -> unit.skipped(p) + unit.leftOut(p))
                .sum();
        return new Outcome.Built(MergedSlice.files(part, written, replaced), written, put, folded, skipped);
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
