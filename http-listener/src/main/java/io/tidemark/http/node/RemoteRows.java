package io.tidemark.http.node;

import io.tidemark.codec.ByteReader;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.seam.RealtimeScan;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * The rows that a node in another process sends. One that sends nothing for too long is not waited for any more. Owned by one
 * thread. To be closed.
 */
public final class RemoteRows implements AutoCloseable {
    private static final long IDLE = Long.MIN_VALUE;

    private final InputStream in;
    private final Duration patience;
    private final BiFunction<String, Exception, ? extends RuntimeException> failure;
    private final RowFrames.Reader rows;
    private volatile boolean isClosed;
    /** The next look at whether it waits in vain. Once it is closed there is none: it would keep all this until its time. */
    private volatile CompletableFuture<Void> look;
    /** When what is waited for was asked for; {@link #IDLE} while nothing is. */
    private volatile long waitingSinceNanos = IDLE;

    RemoteRows(InputStream in, Duration patience, BiFunction<String, Exception, ? extends RuntimeException> failure) {
        this.in = in;
        this.patience = patience;
        this.failure = failure;
        lookAgainIn(patience.toNanos());
        rows = waiting(() -> new RowFrames.Reader(in));
    }

    private interface Read<T> {
        T read() throws IOException;
    }

    private <T> T waiting(Read<T> step) {
        waitingSinceNanos = System.nanoTime();
        try {
            return step.read();
        } catch (EOFException broken) {
            close();
            throw failure.apply("its rows broke off", broken);
        } catch (IOException | RuntimeException broken) {
            boolean isLate = System.nanoTime() - waitingSinceNanos >= patience.toNanos();
            close();
            RealtimeScan.endIfAbandoned();
            throw failure.apply(
                    isLate
                            ? "no more rows within " + patience.toMillis() + " ms"
                            : "its rows broke off, " + Reason.of(broken),
                    broken);
        } finally {
            waitingSinceNanos = IDLE;
        }
    }

    /** Closes what was waited for in vain, which wakes the one who waits. */
    @SuppressWarnings("FutureReturnValueIgnored") // It only looks.
    private void lookAgainIn(long nanos) {
        look = new CompletableFuture<Void>().completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
        look.thenRunAsync(() -> {
            long since = waitingSinceNanos;
            long left = since == IDLE ? patience.toNanos() : since + patience.toNanos() - System.nanoTime();
            if (left <= 0) {
                close();
            } else {
                lookAgainIn(left);
            }
        });
        if (isClosed) {
            look.cancel(false);
        }
    }

    /** What the rows are of, as the node says before the first. */
    public byte[] head() {
        return rows.head();
    }

    /** Goes to the next row, at first to the first. Returns whether there is one. */
    public boolean next() {
        return waiting(rows::next);
    }

    /** The same object for all rows of a group. */
    public GroupKey group() {
        return rows.group();
    }

    public long tileMillis() {
        return rows.tileMillis();
    }

    /** From the first at each call. */
    public ByteReader accumulators() {
        return rows.accumulators();
    }

    @Override
    public void close() {
        isClosed = true;
        look.cancel(false);
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
