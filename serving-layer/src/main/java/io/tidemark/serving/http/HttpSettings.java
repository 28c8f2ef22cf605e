package io.tidemark.serving.http;

import java.time.Duration;

/**
 * Where the API listens and how much it takes on.
 *
 * @param host the address to listen on
 * @param port 0: a free one
 * @param rows how many rows a page has unless the caller says otherwise, and how many it may say at most
 * @param maxWindows how many windows a range may hold, over all groups that are named
 * @param maxGroups how many groups may be named in one query
 * @param workers how many requests are worked on at once
 * @param waiting how many more may wait; beyond that a request is refused at once
 * @param timeout how long a request may take before it is answered as timed out
 * @param live what follows live
 */
public record HttpSettings(
        String host,
        int port,
        Rows rows,
        int maxWindows,
        int maxGroups,
        int workers,
        int waiting,
        Duration timeout,
        Live live) {

    /** Rows on a page. */
    public record Rows(int usual, int most) {}

    /**
     * Server-sent events.
     *
     * @param clients how many at most
     * @param period how often each is brought up to date
     * @param heartbeat how long at most nothing is sent; a client that is gone is noticed then
     */
    public record Live(int clients, Duration period, Duration heartbeat) {}

    /** On the loopback address, with limits for a small machine. */
    public static HttpSettings onPort(int port) {
        return on("127.0.0.1", port);
    }

    public static HttpSettings on(String host, int port) {
        return new HttpSettings(
                host,
                port,
                new Rows(1_000, 10_000),
                100_000,
                1_000,
                8,
                256,
                Duration.ofSeconds(10),
                new Live(64, Duration.ofMillis(500), Duration.ofSeconds(10)));
    }
}
