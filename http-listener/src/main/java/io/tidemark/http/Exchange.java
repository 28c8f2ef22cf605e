package io.tidemark.http;

import io.tidemark.http.access.Asker;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request that found its route, and its one reply: the first that is ready, its own or that it took too long. */
final class Exchange {
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Reply.JSON);
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Route route;
    private final Asker asker;
    private final Requested requested;
    private final AtomicBoolean answered = new AtomicBoolean();

    Exchange(Route route, Asker asker, Request request, Response response, Callback callback, Requested requested) {
        this.route = route;
        this.asker = asker;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.requested = requested;
    }

    Route route() {
        return route;
    }

    /** Who sent it. */
    Asker asker() {
        return asker;
    }

    Request request() {
        return request;
    }

    /** What was asked for, in words. */
    String asked() {
        return asked(request);
    }

    static String asked(Request request) {
        return request.getMethod() + " " + Request.getPathInContext(request);
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** Sends the reply unless another was sent before. */
    void send(Reply reply) {
        if (answered.compareAndSet(false, true)) {
            write(reply, response, callback);
            requested.requested(
                    route, reply.status(), Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime()));
        }
    }

    /** Writes a reply; also one of a request that found no route. */
    static void write(Reply reply, Response response, Callback callback) {
        response.setStatus(reply.status());
        response.getHeaders().put(reply.contentType().equals(Reply.JSON) ? JSON : contentType(reply));
        if (!reply.headers().containsKey("Cache-Control")) {
            response.getHeaders().put(NO_STORE);
        }
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (reply.stream().isPresent()) {
            reply.stream().get().begin(response, callback);
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
            response.write(true, ByteBuffer.wrap(reply.body()), callback);
        }
    }

    private static HttpField contentType(Reply reply) {
        return new HttpField(HttpHeader.CONTENT_TYPE, reply.contentType());
    }
}
