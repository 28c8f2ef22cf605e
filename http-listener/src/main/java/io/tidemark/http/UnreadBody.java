package io.tidemark.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The rest of a body that nobody wants, as its request is refused. A connection that is closed over bytes that are still on
 * their way is reset, and a reset takes the reply along before it is read (RFC 9112, 9.6): so what is not much is read first.
 */
final class UnreadBody implements Invocable.Task {
    /** How many bytes of it are read at most. */
    private static final long MOST = 1 << 20;

    /** How long they are waited for. */
    private static final long MILLIS = 1_000;

    private final Request request;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Runnable then;
    private long read;

    private UnreadBody(Request request, Runnable then) {
        this.request = request;
        this.then = then;
    }

    /**
     * Passes over what is left of it, without a thread that waits.
     *
     * @param then what is done after that, or at once if it is much, or if who sends it asks first whether to
     */
    static void passOver(Request request, Runnable then) {
        if (request.getLength() == 0
                || request.getLength() > MOST
                || request.getHeaders().contains(HttpHeader.EXPECT)) {
            then.run();
            return;
        }
        UnreadBody rest = new UnreadBody(request, then);
        rest.run();
        if (!rest.isOver.get()) {
            request.getComponents().getScheduler().schedule(rest::end, MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void run() {
        while (!isOver.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            read += chunk.remaining();
            boolean isLast = chunk.isLast() || Content.Chunk.isFailure(chunk);
            chunk.release();
            if (isLast || read > MOST) {
                end();
            }
        }
    }

    private void end() {
        if (isOver.compareAndSet(false, true)) {
            then.run();
        }
    }
}
