package io.tidemark.serving.http;

import io.tidemark.http.ListenerSettings;
import io.tidemark.http.access.AccessSettings;
import io.tidemark.serving.http.live.LiveSettings;
import io.tidemark.serving.http.query.QuestionLimits;
import java.time.Duration;

/**
 * Where the API listens and how much it takes on.
 *
 * @param limits how much may be asked for at once
 * @param live what follows live
 * @param access who may ask
 */
public record HttpSettings(ListenerSettings listener, QuestionLimits limits, LiveSettings live, AccessSettings access) {

    /** For anybody. */
    public HttpSettings(ListenerSettings listener, QuestionLimits limits, LiveSettings live) {
        this(listener, limits, live, AccessSettings.ANYBODY);
    }

    /** The same for those alone who may. */
    public HttpSettings withAccess(AccessSettings who) {
        return new HttpSettings(listener, limits, live, who);
    }

    /** On the loopback address, with limits for a small machine. */
    public static HttpSettings onPort(int port) {
        return on("127.0.0.1", port);
    }

    public static HttpSettings on(String host, int port) {
        return new HttpSettings(
                ListenerSettings.on(host, port),
                new QuestionLimits(1_000, 10_000, 100_000, 1_000),
                new LiveSettings(64, Duration.ofMillis(500), Duration.ofSeconds(10)));
    }
}
