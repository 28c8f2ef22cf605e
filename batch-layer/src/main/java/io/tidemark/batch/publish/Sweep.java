package io.tidemark.batch.publish;

import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.BatchInterval;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes manifests and view files that nobody can need any more. Kept are the newest manifests, whatever their age, all
 * that are younger than the grace, and every file that one of those names. The archive is never touched.
 */
public final class Sweep {
    /** Longer than any file is open, but where an epoch is longer. */
    private static final Duration UNFINISHED = Duration.ofDays(6);

    /** A busy partition's file is open for an interval and a half, a silent one's for an interval and two graces. */
    private static final int INTERVALS = 4;

    private final Storage storage;
    private final ManifestStore manifests;
    private final Clock clock;
    private final KeepSettings keep;
    private final BatchInterval interval;

    public Sweep(Storage storage, ManifestStore manifests, Clock clock, KeepSettings keep, BatchInterval interval) {
        this.storage = storage;
        this.manifests = manifests;
        this.clock = clock;
        this.keep = keep;
        this.interval = interval;
    }

    /** Returns how many files were deleted. */
    public int sweep() {
        Instant before = clock.instant().minus(keep.grace());
        int deleted = storage.deleteStaleTemporaries(clock.instant().minus(unfinished()));
        List<Long> numbers = manifests.numbers();
        Set<String> needed = new HashSet<>();
        int old = 0;
        // Lowest first, as readers rely on, and only as long as all before were old as well.
        while (old < numbers.size() - keep.manifests()
                && manifests
                        .manifest(numbers.get(old))
                        .orElseThrow()
                        .published()
                        .isBefore(before)) {
            old++;
        }
        for (long number : numbers.subList(old, numbers.size())) {
            manifests
                    .manifest(number)
                    .ifPresent(manifest -> manifest.views().values().forEach(view -> addFiles(view, needed)));
        }
        for (long number : numbers.subList(0, old)) {
            manifests.delete(number);
            deleted++;
        }
        return deleted + sweepViews(needed, before);
    }

    /** What another process may still be at: an archive file stays open for as long as its epoch lasts (PROTOCOL 24). */
    private Duration unfinished() {
        Duration epochs = Duration.ofMillis(interval.millis()).multipliedBy(INTERVALS);
        return epochs.compareTo(UNFINISHED) > 0 ? epochs : UNFINISHED;
    }

    private static void addFiles(AggregationView view, Set<String> needed) {
        view.files().stream().map(ViewFile::path).forEach(needed::add);
    }

    private int sweepViews(Set<String> needed, Instant before) {
        int deleted = 0;
        for (String aggregation : storage.directories("views")) {
            for (String fingerprint : storage.directories(aggregation)) {
                for (String slice : storage.directories(fingerprint)) {
                    deleted += sweepSlice(slice, needed, before);
                }
            }
        }
        return deleted;
    }

    private int sweepSlice(String slice, Set<String> needed, Instant before) {
        int deleted = 0;
        for (String path : storage.list(slice)) {
            boolean isOld =
                    storage.modified(path).filter(at -> at.isBefore(before)).isPresent();
            if (isOld && !needed.contains(path)) {
                storage.delete(path);
                deleted++;
            }
        }
        return deleted;
    }
}
