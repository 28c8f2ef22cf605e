package io.tidemark.http;

import io.tidemark.http.access.Asker;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Is told of each request of a route that was answered. */
@FunctionalInterface
public interface Requested {
    Requested NOBODY = (answered, status, took) -> {};

    /** A request of a route, who sent it, and what it was told. */
    record Answered(Route route, Asker asker, Request request, Optional<Reply.Told> told) {}

    /**
     * @param took from the request's arrival to its reply
     */
    void requested(Answered answered, int status, Duration took);
}
