package io.tidemark.log;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a broker keeps the records of a topic.
 *
 * @param time a record may be deleted once it is so old; empty: never for its age
 * @param bytes the oldest records of a partition that is larger may be deleted; empty: never for its size
 * @param isCompacted whether a record may be deleted once a later one has its key
 * @param isKnown false if this process may not ask for it, so that it has to be taken for {@link #FOREVER}
 */
public record Retention(Optional<Duration> time, OptionalLong bytes, boolean isCompacted, boolean isKnown) {
    /** Nothing is ever deleted. */
    public static final Retention FOREVER = new Retention(Optional.empty(), OptionalLong.empty(), false, true);

    /** Nobody here may say what is deleted. */
    public static final Retention UNKNOWN = new Retention(Optional.empty(), OptionalLong.empty(), false, false);

    /** The same, deleted by age. */
    public Retention withTime(Duration kept) {
        return new Retention(Optional.of(kept), bytes, isCompacted, isKnown);
    }

    /** The same, deleted by size. */
    public Retention withBytes(long kept) {
        return new Retention(time, OptionalLong.of(kept), isCompacted, isKnown);
    }

    /** The same, compacted. */
    public Retention compacted() {
        return new Retention(time, bytes, true, isKnown);
    }
}
