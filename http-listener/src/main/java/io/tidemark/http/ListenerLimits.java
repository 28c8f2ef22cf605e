package io.tidemark.http;

import java.time.Duration;

/**
 * How much a listener takes on.
 *
 * @param connections how many clients may be connected; beyond that one that asks nothing is let go
 * @param workers how many requests are worked on at once
 * @param waiting how many more may wait; beyond that a request is refused at once
 * @param timeout how long a request may take before it is answered as timed out, and how long it may take to come
 * @param wholeTimeout how long an answer that is written as it is made may take, once it is begun
 * @param memoryBytes how much bodies and answers may hold, of all requests together
 */
public record ListenerLimits(
        int connections, int workers, int waiting, Duration timeout, Duration wholeTimeout, long memoryBytes) {
    private static final Duration WHOLE = Duration.ofMinutes(5);

    public static final ListenerLimits USUAL =
            new ListenerLimits(1_024, 8, 256, Duration.ofSeconds(10), WHOLE, 64 << 20);

    /** Any amount of memory. */
    public ListenerLimits(int connections, int workers, int waiting, Duration timeout) {
        this(connections, workers, waiting, timeout, WHOLE, Long.MAX_VALUE);
    }

    /** The same within so much memory. */
    public ListenerLimits memoryBytes(long most) {
        return new ListenerLimits(connections, workers, waiting, timeout, wholeTimeout, most);
    }

    public ListenerLimits workers(int most) {
        return new ListenerLimits(connections, most, waiting, timeout, wholeTimeout, memoryBytes);
    }

    public ListenerLimits timeout(Duration most) {
        return new ListenerLimits(connections, workers, waiting, most, wholeTimeout, memoryBytes);
    }

    public ListenerLimits wholeTimeout(Duration most) {
        return new ListenerLimits(connections, workers, waiting, timeout, most, memoryBytes);
    }
}
