package io.tidemark.http.access;

import java.time.Duration;

/**
 * How much one asker may ask; who does not have to say who they are is told apart by address.
 *
 * @param perSecond how many requests a second, in the long run; ten seconds' worth at once. 0: any
 * @param atOnce how many may be under way. 0: any
 * @param following how many answers without an end may be followed. 0: any
 * @param work how long answers may take that are made in a second, in the long run; ten seconds' worth at once. Zero: any
 */
public record AskerLimits(int perSecond, int atOnce, int following, Duration work) {
    public static final AskerLimits NONE = new AskerLimits(0, 0, 0, Duration.ZERO);

    boolean isNone() {
        return equals(NONE);
    }
}
