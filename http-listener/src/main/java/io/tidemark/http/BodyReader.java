package io.tidemark.http;

import io.tidemark.http.exchange.Body;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/** Reads a body as it comes: nobody waits for it. Whoever brings the next piece of it goes on. */
final class BodyReader implements Invocable.Task {
    private final Request request;
    private final Body expected;
    private final Consumer<byte[]> whole;
    private final Consumer<Throwable> failed;
    private byte[] bytes = {};
    private int size;

    private BodyReader(Request request, Body expected, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        this.request = request;
        this.expected = expected;
        this.whole = whole;
        this.failed = failed;
    }

    /** Begins; one of the two is called once, by any thread, and may not wait. */
    static void read(Request request, Body expected, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        if (request.getLength() > expected.mostBytes()) {
            failed.accept(tooLarge(expected));
        } else {
            new BodyReader(request, expected, whole, failed).run();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                failed.accept(chunk.getFailure());
                return;
            }
            boolean isLast = chunk.isLast();
            boolean isTaken = take(chunk);
            chunk.release();
            if (!isTaken) {
                failed.accept(tooLarge(expected));
                return;
            }
            if (isLast) {
                end();
                return;
            }
        }
    }

    private boolean take(Content.Chunk chunk) {
        int more = chunk.remaining();
        if (size + more > expected.mostBytes()) {
            return false;
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.min(2 * bytes.length, expected.mostBytes())));
        }
        chunk.get(bytes, size, more);
        size += more;
        return true;
    }

    private void end() {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (size > 0 && (type == null || !type.startsWith(expected.contentType()))) {
            failed.accept(HttpFault.NOT_JSON.at(
                    "header Content-Type", String.valueOf(type), "send " + expected.contentType()));
        } else {
            whole.accept(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
        }
    }

    private static ProblemException tooLarge(Body expected) {
        return HttpFault.BODY_TOO_LARGE.at("body", "has more than " + expected.mostBytes() + " bytes", "send less");
    }
}
