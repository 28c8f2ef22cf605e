package io.tidemark.serving.http;

import io.tidemark.serving.http.live.LiveSettings;
import io.tidemark.serving.http.query.QuestionLimits;
import java.time.Duration;

/**
 * Where the API listens and how much it takes on.
 *
 * @param host the address to listen on
 * @param port 0: a free one
 * @param limits how much may be asked for at once
 * @param workers how many requests are worked on at once
 * @param waiting how many more may wait; beyond that a request is refused at once
 * @param timeout how long a request may take before it is answered as timed out
 * @param live what follows live
 */
public record HttpSettings(
        String host, int port, QuestionLimits limits, int workers, int waiting, Duration timeout, LiveSettings live) {

    /** On the loopback address, with limits for a small machine. */
    public static HttpSettings onPort(int port) {
        return on("127.0.0.1", port);
    }

    public static HttpSettings on(String host, int port) {
        return new HttpSettings(
                host,
                port,
                new QuestionLimits(1_000, 10_000, 100_000, 1_000),
                8,
                256,
                Duration.ofSeconds(10),
                new LiveSettings(64, Duration.ofMillis(500), Duration.ofSeconds(10)));
    }
}
