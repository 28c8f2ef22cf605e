package io.tidemark.http;

import io.tidemark.http.exchange.Outlet;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.HttpFault;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * An answer on its way in pieces. What fits into one goes with its length; a longer one in chunks (RFC 9112, 7.1), whose end
 * mark comes when all was written and not before. Owned by one thread.
 */
final class Pieces implements Outlet, AutoCloseable {
    static final int BYTES = 64 * 1024;

    private final Replies replies;
    private final Request request;
    private final Response response;
    private final Runnable beforeFirst;
    private final byte[] piece = new byte[BYTES];
    private int size;
    private Reply head;
    private OutputStream out;
    private boolean isSent;
    private boolean isReaderGone;

    /** @param beforeFirst is called before anything is sent; what it throws, is thrown */
    Pieces(Replies replies, Request request, Response response, Runnable beforeFirst) {
        this.replies = replies;
        this.request = request;
        this.response = response;
        this.beforeFirst = beforeFirst;
    }

    @Override
    public OutputStream begin(String contentType, Map<String, String> headers) {
        if (isSent) {
            throw new IllegalStateException("an answer of which some was sent cannot be begun anew");
        }
        close();
        size = 0;
        head = new Reply(200, contentType, new byte[0], headers);
        out = new Filling();
        if (Delivery.takesGzip(request.getHeaders())) {
            out = gzip(out);
        }
        return out;
    }

    private static OutputStream gzip(OutputStream filling) {
        try {
            return new Delivery.Gzip(filling);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isSent() {
        return isSent;
    }

    /** Whether it was given up because nobody reads it any more. */
    boolean isReaderGone() {
        return isReaderGone;
    }

    /** Sends what is left, with the end mark. */
    void end() throws IOException {
        if (out instanceof Delivery.Gzip gzip) {
            gzip.finish();
        }
        boolean isWhole = !isSent;
        beforeSending();
        if (isWhole) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, size);
        }
        write(true);
    }

    @Override
    public void close() {
        if (out instanceof Delivery.Gzip gzip) {
            gzip.giveUp();
        }
    }

    private void beforeSending() {
        if (isSent) {
            return;
        }
        beforeFirst.run();
        isSent = true;
        Map<String, String> headers = new HashMap<>(head.headers());
        if (out instanceof Delivery.Gzip) {
            headers.put(HttpHeader.CONTENT_ENCODING.asString(), Delivery.GZIP);
        }
        replies.begin(head.with(head.status(), headers), request, response);
    }

    private void send() throws IOException {
        if (!isSent && HttpVersion.fromString(request.getConnectionMetaData().getProtocol()) == HttpVersion.HTTP_1_0) {
            throw HttpFault.HTTP_VERSION.at("answer", "is sent in chunks, which HTTP/1.0 has not", "ask with HTTP/1.1");
        }
        if (!isSent) {
            // Also where the connection ends with it: an end that could be a break is none.
            response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED.asString());
        }
        beforeSending();
        if (HttpMethod.HEAD.is(request.getMethod())) {
            size = 0;
            write(true);
            throw new HeadAlone();
        }
        write(false);
    }

    private void write(boolean isLast) throws IOException {
        try {
            replies.writePiece(isLast, ByteBuffer.wrap(piece, 0, size), request, response);
            size = 0;
        } catch (InterruptedIOException late) {
            throw (CancellationException) new CancellationException("its time is over").initCause(late);
        } catch (IOException e) {
            isReaderGone = true;
            throw e;
        }
    }

    /** That nobody wants what would be written: the headers, which are known, were all that was asked for. */
    static final class HeadAlone extends RuntimeException {
        private HeadAlone() {
            super("only its head was asked for", null, false, false);
        }
    }

    /** Fills the piece, and sends it when it is full. */
    private final class Filling extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            int next = offset;
            int end = offset + length;
            while (next < end) {
                if (size == BYTES) {
                    send();
                }
                int more = Math.min(end - next, BYTES - size);
                System.arraycopy(from, next, piece, size, more);
                size += more;
                next += more;
            }
        }

        @Override
        public void flush() throws IOException {
            if (size > 0) {
                send();
            }
        }
    }
}
