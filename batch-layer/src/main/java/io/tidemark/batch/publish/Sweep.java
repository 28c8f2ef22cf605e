package io.tidemark.batch.publish;

import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
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
    private static final Duration UNFINISHED = Duration.ofDays(6);

    private final Storage storage;
    private final ManifestStore manifests;
    private final Clock clock;
    private final KeepSettings keep;

    public Sweep(Storage storage, ManifestStore manifests, Clock clock, KeepSettings keep) {
        this.storage = storage;
        this.manifests = manifests;
        this.clock = clock;
        this.keep = keep;
    }

    /** Returns how many files were deleted. */
    public int sweep() {
        Instant before = clock.instant().minus(keep.grace());
        // An archive file can stay unfinished for long, while its partition is silent.
        int deleted = storage.deleteStaleTemporaries(clock.instant().minus(UNFINISHED));
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
                    .ifPresent(manifest -> manifest.aggregations().values().forEach(view -> addFiles(view, needed)));
        }
        for (long number : numbers.subList(0, old)) {
            manifests.delete(number);
            deleted++;
        }
        return deleted + sweepViews(needed, before);
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
