package io.tidemark.http;

import io.tidemark.http.access.Asker;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Is told of each request of a route that is answered, and lets its answer go. */
@FunctionalInterface
public interface Requested {
    Requested NOBODY = (answered, status, took, send) -> send.run();

    /** A request of a route, who sent it, and what it was told. */
    record Answered(Route route, Asker asker, Request request, Optional<Reply.Told> told) {}

    /**
     * May be called by a thread that others wait for.
     *
     * @param took from the request's arrival until its reply was made
     * @param send sends the reply; called once, by any thread, as soon as it may go. Of an answer in pieces, all of which is
     *     sent, it does nothing
     */
    void requested(Answered answered, int status, Duration took, Runnable send);
}
