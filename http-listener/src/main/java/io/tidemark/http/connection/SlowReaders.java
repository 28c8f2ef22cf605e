package io.tidemark.http.connection;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Ends connections over which an answer is read more slowly than any honest reader does: as long as it is not read, it is
 * held. What fits into the buffers of a connection is not looked after.
 */
public final class SlowReaders {
    private static final int LARGE = 64 * 1024;
    private static final long GRACE_MILLIS = 10_000;
    private static final int LEAST_BYTES_A_MILLI = 16;

    private final ScheduledExecutorService timer;

    public SlowReaders(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** A callback in place of one for an answer of some length, which is written after that. */
    public Callback within(int length, Request request, Callback written) {
        if (length < LARGE) {
            return written;
        }
        ScheduledFuture<?> end =
                timer.schedule(() -> end(request), GRACE_MILLIS + length / LEAST_BYTES_A_MILLI, TimeUnit.MILLISECONDS);
        return Callback.from(() -> end.cancel(false), written);
    }

    private static void end(Request request) {
        request.getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(new TimeoutException("the answer is read too slowly"));
    }
}
