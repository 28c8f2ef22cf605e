package io.tidemark.it.exactness;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A made-up event whose owner likes to be difficult. */
public record Reading(Instant at, String source, long value, String kind) {
    static final long UNLUCKY = 13;

    boolean isWide() {
        return source.startsWith("wide-");
    }

    /** None, one or two of another kind; some of an unlucky one, before it throws. */
    List<Reading> sides() {
        List<Reading> sides = new ArrayList<>();
        for (long side = Math.floorMod(value, 3); side > 0 && !isWide(); side--) {
            sides.add(new Reading(at, source, value * side, "side-" + side));
        }
        if (value == UNLUCKY) {
            sides.add(null);
        }
        return sides;
    }

    /** User code that throws. */
    long checked() {
        if (value == UNLUCKY) {
            throw new IllegalStateException("the value is " + UNLUCKY);
        }
        return value;
    }
}
