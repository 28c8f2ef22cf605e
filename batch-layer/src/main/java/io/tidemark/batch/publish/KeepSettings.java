package io.tidemark.batch.publish;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what is no longer newest is kept.
 *
 * @param manifests how many of the newest manifests are kept whatever their age, with their files; by default 10
 * @param grace how long older ones are kept, because a reader may hold them; longer than any run takes; by default a day
 * @param versions how long another version of an aggregation stays in the newest manifest when no run publishes it any
 *     more; by default a week
 * @param archive for how long, by the log clock, archive files are kept that no view needs any more to go on; empty, which is the
 *     default: for ever
 */
public record KeepSettings(int manifests, Duration grace, Duration versions, Optional<Duration> archive) {
    public static final KeepSettings DEFAULT = new KeepSettings(10, Duration.ofDays(1), Duration.ofDays(7));

    /** With an archive that is kept for ever. */
    public KeepSettings(int manifests, Duration grace, Duration versions) {
        this(manifests, grace, versions, Optional.empty());
    }

    public KeepSettings {
        if (manifests < 1 || grace.isNegative() || versions.isNegative()) {
            throw new IllegalArgumentException("keep: " + manifests + " manifests for " + grace + ", versions for "
                    + versions + "; at least one must be kept, for no negative time");
        }
    }
}
