package io.tidemark.http;

import java.time.Duration;

/**
 * Where a node listens and how much it takes on.
 *
 * @param host the address to listen on
 * @param port 0: a free one
 * @param workers how many requests are worked on at once
 * @param waiting how many more may wait; beyond that a request is refused at once
 * @param timeout how long a request may take before it is answered as timed out
 */
public record ListenerSettings(String host, int port, int workers, int waiting, Duration timeout) {
    /** With limits for a small machine. */
    public static ListenerSettings on(String host, int port) {
        return new ListenerSettings(host, port, 8, 256, Duration.ofSeconds(10));
    }

    public ListenerSettings withWorkers(int most) {
        return new ListenerSettings(host, port, most, waiting, timeout);
    }
}
