package io.tidemark.http;

import io.tidemark.http.connection.SlowReaders;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Reply.Endless;
import io.tidemark.http.site.Origins;
import io.tidemark.http.site.SafeHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** Writes replies, each with what every answer says. Guarded by the serving workload {@code point}. */
final class Replies {
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Reply.JSON);
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    /** Of what has a tag: it may be kept, by who asked for it, to be asked for again. */
    private static final HttpField ASK_AGAIN = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-cache");

    private static final HttpField VARY =
            new PreEncodedHttpField(HttpHeader.VARY, "Accept, Accept-Encoding, Authorization");
    private static final HttpField CLOSE =
            new PreEncodedHttpField(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());

    private final Origins origins;
    private final SlowReaders readers;

    Replies(Origins origins, SlowReaders readers) {
        this.origins = origins;
        this.readers = readers;
    }

    void write(Reply reply, Request request, Response response, Callback callback) {
        begin(reply, request, response);
        if (reply.writing().isPresent() && reply.writing().get() instanceof Endless endless) {
            endless.begin(response, callback);
        } else {
            int length = reply.body().length;
            if (reply.status() != 204 && reply.status() != 304) {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
            }
            response.write(true, ByteBuffer.wrap(reply.body()), readers.within(length, request, callback));
        }
    }

    /** Sets all that goes before a reply's body. */
    void begin(Reply reply, Request request, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(reply.status());
        SafeHeaders.add(request, headers);
        origins.mark(request, headers);
        if (!reply.contentType().isEmpty()) {
            headers.add(reply.contentType().equals(Reply.JSON) ? JSON : contentType(reply));
        }
        if (!reply.headers().containsKey("Cache-Control")) {
            headers.add(reply.lasting() > 0 ? ASK_AGAIN : NO_STORE);
        }
        if (reply.lasting() > 0) {
            headers.add(VARY);
        }
        reply.headers().forEach(headers::put);
    }

    /** Writes a piece of a body, and waits until it is written. */
    void writePiece(boolean isLast, ByteBuffer piece, Request request, Response response) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(isLast, piece, readers.within(piece.remaining(), request, written));
            written.block();
        }
    }

    /** Writes the last reply of a connection: what comes after it could be anything. */
    void writeLast(Reply reply, Request request, Response response, Callback callback) {
        response.getHeaders().put(CLOSE);
        write(reply, request, response, callback);
    }

    private static HttpField contentType(Reply reply) {
        return new HttpField(HttpHeader.CONTENT_TYPE, reply.contentType());
    }
}
