package io.tidemark.batch;

import io.tidemark.batch.archive.compact.CompactSettings;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.follow.FollowerChoice;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.schedule.SchedulerSettings;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.batch.storage.Storage;
import io.tidemark.time.BatchInterval;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * How the batch layer is run. {@link #at} gives the defaults, the {@code with…} methods change a part.
 *
 * @param root where archive, views, manifests and reports are kept: a URI of any Hadoop file system whose rename is
 *     atomic, or the path of a local directory
 * @param archive how the archive is written; its interval is the length of an epoch
 * @param engine what runs may use of this machine
 * @param choice which engine does their work, and how that is set; by default it is done in this process
 * @param scheduler when runs start, and what happens when they fail; by default once an interval
 * @param keep how long old views are kept
 * @param follower who is shown what is published; by default nobody
 * @param compact when small archive files are joined; empty: never
 * @param memory the file in which this process remembers which storage it has worked with, and notices another by; empty:
 *     whatever lies at the root is taken for the one that is meant
 */
public record BatchSettings(
        URI root,
        ArchiveSettings archive,
        EngineSettings engine,
        EngineChoice choice,
        SchedulerSettings scheduler,
        KeepSettings keep,
        Optional<FollowerChoice> follower,
        Optional<CompactSettings> compact,
        Optional<Path> memory) {
    private static final long SHORTEST_DELAY_MILLIS = 200;
    private static final long LONGEST_DELAY_MILLIS = 60_000;

    /**
     * The defaults for a root and the length of an epoch. A run starts a sixtieth of the interval after its end, at least
     * 200 ms and at most a minute, for the archive to take in the last records.
     */
    public static BatchSettings at(URI root, BatchInterval interval) {
        long delay = Math.max(SHORTEST_DELAY_MILLIS, Math.min(LONGEST_DELAY_MILLIS, interval.millis() / 60));
        RunTimes times = RunTimes.every(Duration.ofMillis(interval.millis()), Duration.ofMillis(delay));
        return new BatchSettings(
                root,
                ArchiveSettings.at(interval),
                EngineSettings.defaults(),
                EngineChoice.LOCAL,
                SchedulerSettings.at(times),
                KeepSettings.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public BatchSettings withArchive(ArchiveSettings other) {
        return new BatchSettings(root, other, engine, choice, scheduler, keep, follower, compact, memory);
    }

    public BatchSettings withEngine(EngineSettings other) {
        return new BatchSettings(root, archive, other, choice, scheduler, keep, follower, compact, memory);
    }

    public BatchSettings withEngineOf(EngineChoice other) {
        return new BatchSettings(root, archive, engine, other, scheduler, keep, follower, compact, memory);
    }

    public BatchSettings withScheduler(SchedulerSettings other) {
        return new BatchSettings(root, archive, engine, choice, other, keep, follower, compact, memory);
    }

    public BatchSettings withKeep(KeepSettings other) {
        return new BatchSettings(root, archive, engine, choice, scheduler, other, follower, compact, memory);
    }

    public BatchSettings withFollower(FollowerChoice other) {
        return new BatchSettings(root, archive, engine, choice, scheduler, keep, Optional.of(other), compact, memory);
    }

    /** Joins small files of the archive between runs. */
    public BatchSettings withCompaction(CompactSettings settings) {
        return new BatchSettings(
                root, archive, engine, choice, scheduler, keep, follower, Optional.of(settings), memory);
    }

    public BatchSettings withMemory(Path file) {
        return new BatchSettings(root, archive, engine, choice, scheduler, keep, follower, compact, Optional.of(file));
    }

    /**
     * The storage at the root.
     *
     * @throws io.tidemark.batch.storage.StorageException if its file system cannot be opened, or it is not the one that this
     *     process has worked with
     * @throws io.tidemark.batch.storage.UnfitStorageException if it can be none
     */
    public Storage storage() {
        Storage any = Storage.at(root, new Configuration());
        return memory.map(any::remembering).orElse(any);
    }

    /**
     * Starts runs by a Unix cron expression in UTC, in place of once an interval.
     *
     * @throws IllegalArgumentException if it is none
     */
    public BatchSettings withCron(String expression) {
        return withScheduler(scheduler.withTimes(RunTimes.cron(expression)));
    }
}
