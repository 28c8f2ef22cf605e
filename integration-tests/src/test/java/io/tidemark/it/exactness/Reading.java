package io.tidemark.it.exactness;

import java.time.Instant;

/** A made-up event whose owner likes to be difficult. */
public record Reading(Instant at, String source, long value, String kind) {
    static final long UNLUCKY = 13;

    boolean isWide() {
        return source.startsWith("wide-");
    }

    /** User code that throws. */
    long checked() {
        if (value == UNLUCKY) {
            throw new IllegalStateException("the value is " + UNLUCKY);
        }
        return value;
    }
}
