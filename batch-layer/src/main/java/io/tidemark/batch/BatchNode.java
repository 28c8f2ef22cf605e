package io.tidemark.batch;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.compact.ArchiveCompaction;
import io.tidemark.batch.archive.compact.ReplacedFiles;
import io.tidemark.batch.archive.keep.ArchiveSweep;
import io.tidemark.batch.archive.write.ArchiveLoop;
import io.tidemark.batch.archive.write.ArchiveProgress;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.follow.FollowerContext;
import io.tidemark.batch.follow.ManifestFollower;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.schedule.IdleWork;
import io.tidemark.batch.schedule.Scheduler;
import io.tidemark.batch.schedule.SchedulerLoop;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Faults;
import io.tidemark.fault.FoundFaults;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogTopics;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.InterruptibleStep;
import io.tidemark.loop.LoopWatch;
import io.tidemark.loop.SupervisedLoop;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.BatchViews;
import io.tidemark.usercode.CodeWatch;
import io.tidemark.usercode.CodeWatchStep;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The batch layer of one process: an archive writer, a scheduler with its runs, and who follows what they publish, each in
 * a thread of its own, and two that watch the log and the user's code. Make it, {@link #start} it, {@link #close} it. One process a root should run
 * it; a second one does no harm, and takes over when the first is gone: the archive has one writer that makes headway, and
 * each run is executed by one process.
 *
 * <p>Other processes read {@link FileBatchViews} and steer with {@link io.tidemark.batch.schedule.FileBatchControl}, on
 * the same root.
 */
public final class BatchNode implements AutoCloseable {
    private static final Duration LOG_EVERY = Duration.ofSeconds(2);

    private final ArchiveLoop archiveLoop;
    private final Scheduler scheduler;
    private final SchedulerLoop schedulerLoop;
    private final SupervisedLoop watchLoop;
    private final SupervisedLoop logLoop;
    private final SupervisedLoop hangLoop;
    private final Optional<SupervisedLoop> followLoop;
    private final BatchViews views;
    private final Faults faults;

    /**
     * @param readers opens a log reader on all streams of the model for a listener
     * @param faults where the node, and what it was given, say what is wrong
     * @throws io.tidemark.batch.storage.StorageException if the root's file system cannot be opened; that it is full or
     *     away at present is waited out
     * @throws io.tidemark.batch.storage.UnfitStorageException if it can never do what the layer is built on
     * @throws io.tidemark.batch.engine.EngineException if the engine that runs are to use is not there, or is not set up
     * @throws io.tidemark.batch.follow.FollowerException if the same is so of who is to follow
     */
    public BatchNode(
            Model model,
            BatchSettings settings,
            Function<LogReader.Listener, LogReader> readers,
            LogTopics topics,
            Clock clock,
            Faults faults) {
        this.faults = faults;
        Storage storage = settings.storage();
        storage.requireFit();
        ArchiveWriter writer = new ArchiveWriter(model.streams(), storage, topics, settings.archive(), clock);
        archiveLoop = new ArchiveLoop(writer, readers, settings.archive().rest(), faults, clock);
        CodeWatch watch = new CodeWatch(clock);
        ManifestStore manifests = new ManifestStore(storage, clock, settings.keep());
        Archive archive = new Archive(storage, manifests);
        watchLoop = new SupervisedLoop(
                "batch-code-watch", new CodeWatchStep(watch, faults), Backoff.DEFAULT, faults, clock);
        logLoop = new SupervisedLoop(
                "batch-log-watch",
                new InterruptibleStep(new LogWatch(model, topics, faults, LOG_EVERY)),
                Backoff.DEFAULT,
                faults,
                clock);
        Engine engine =
                Engines.of(settings.choice(), new EngineContext(model, storage, archive, settings.engine(), watch));
        Run run = new Run(model, new Run.Between(storage, archive, manifests, engine, topics, clock));
        Optional<ManifestFollower> follower = settings.follower()
                .map(choice -> Following.open(choice, new FollowerContext(model, storage, archive, manifests)));
        followLoop = follower.map(opened -> new SupervisedLoop(
                "batch-follower",
                new InterruptibleStep(new Following(opened, faults)),
                Backoff.DEFAULT,
                faults,
                clock));
        ArchiveSweep forgotten = new ArchiveSweep(archive);
        ReplacedFiles replaced = new ReplacedFiles(
                archive, manifests.lists(), clock, settings.keep().grace());
        Sweep sweep = new Sweep(
                storage,
                manifests,
                clock,
                settings.keep(),
                settings.archive().interval(),
                new Sweep.Others(kept -> forgotten.sweep(kept) + replaced.sweep(kept), () -> lowest(follower)));
        IdleWork idle = settings.compact()
                .<IdleWork>map(compact -> new ArchiveCompaction(archive, manifests, compact, replaced, clock))
                .orElse(IdleWork.NONE);
        ArchiveReport report =
                new ArchiveReport(model, archive, archiveLoop::faults, this::faults, new FoundFaults(faults));
        scheduler = new Scheduler(storage, run, sweep, report, settings.scheduler(), idle, clock);
        schedulerLoop = new SchedulerLoop(scheduler, faults, clock);
        hangLoop = new SupervisedLoop(
                "batch-loop-watch",
                new LoopWatch(() -> List.of(archiveLoop.report(), schedulerLoop.heart()), faults),
                Backoff.DEFAULT,
                faults,
                clock);
        views = new FileBatchViews(storage, manifests);
    }

    private static long lowest(Optional<ManifestFollower> follower) {
        return follower.map(ManifestFollower::lowest).orElse(Long.MAX_VALUE);
    }

    public void start() {
        archiveLoop.start();
        schedulerLoop.start();
        watchLoop.start();
        logLoop.start();
        hangLoop.start();
        followLoop.ifPresent(SupervisedLoop::start);
    }

    private List<Fault> faults() {
        Set<Fault> all = new LinkedHashSet<>(faults.standing());
        all.addAll(archiveLoop.faults());
        return List.copyOf(all);
    }

    public BatchControl control() {
        return scheduler;
    }

    public BatchViews views() {
        return views;
    }

    /** How far the archive is, for each partition that this process has. */
    public List<ArchiveProgress> archiveProgress() {
        return archiveLoop.progress();
    }

    /** Stops both threads. A run that is under way is given up, and tried again after the next start. */
    @Override
    public void close() {
        followLoop.ifPresent(SupervisedLoop::close);
        hangLoop.close();
        logLoop.close();
        watchLoop.close();
        schedulerLoop.close();
        archiveLoop.close();
    }
}
