package io.tidemark.serving.http.exchange;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request that waits for its answer, and gets the first that is ready: its own, or that it took too long. */
public final class Exchange {
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Reply.JSON);
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private final Response response;
    private final Callback callback;
    private final AtomicBoolean answered = new AtomicBoolean();

    public Exchange(Response response, Callback callback) {
        this.response = response;
        this.callback = callback;
    }

    private static HttpField contentType(Reply reply) {
        return new HttpField(HttpHeader.CONTENT_TYPE, reply.contentType());
    }

    public boolean isAnswered() {
        return answered.get();
    }

    /** Sends the reply unless another was sent before. Returns whether it was sent. */
    public boolean send(Reply reply) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        response.setStatus(reply.status());
        response.getHeaders().put(reply.contentType().equals(Reply.JSON) ? JSON : contentType(reply));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        if (!reply.headers().containsKey("Cache-Control")) {
            response.getHeaders().put(NO_STORE);
        }
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
        return true;
    }
}
