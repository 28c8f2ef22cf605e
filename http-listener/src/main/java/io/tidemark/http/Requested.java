package io.tidemark.http;

import io.tidemark.http.exchange.Route;
import java.time.Duration;

/** Is told of each request of a route that was answered. */
@FunctionalInterface
public interface Requested {
    Requested NOBODY = (route, status, took) -> {};

    /**
     * @param took from the request's arrival to its reply
     */
    void requested(Route route, int status, Duration took);
}
