package io.tidemark.speed.query;

import io.tidemark.seam.RealtimeScan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Scans of one instant that were opened for one asker, who comes for each by a request of its own. What nobody has come for in
 * a while is closed, since it keeps what it reads; it is then asked for anew. Safe for use by many threads.
 */
final class ParkedScans implements AutoCloseable {
    /** An asker that goes through them alone comes for one when it is done with the other; by then its time is over. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Executor later;
    private final Map<Ticket, RealtimeScan> scans = new HashMap<>();
    private boolean isClosed;

    /**
     * What one is asked for by.
     *
     * @param number 0 is the one that is never parked: it is read by the request that opens all
     */
    record Ticket(String token, int number) {}

    ParkedScans() {
        this(CompletableFuture.delayedExecutor(KEPT.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @param later runs what it is given once nobody is waited for any more */
    ParkedScans(Executor later) {
        this.later = later;
    }

    /** Keeps all but the first. */
    void park(String token, List<RealtimeScan> opened) {
        List<RealtimeScan> rest = opened.subList(1, opened.size());
        synchronized (this) {
            for (int i = 0; i < rest.size() && !isClosed; i++) {
                scans.put(new Ticket(token, i + 1), rest.get(i));
            }
            if (!isClosed) {
                later.execute(() -> close(token, opened.size()));
                return;
            }
        }
        rest.forEach(RealtimeScan::close);
    }

    /** To be closed by who asks. Empty if it is not there, or not any more. */
    synchronized Optional<RealtimeScan> take(Ticket ticket) {
        return Optional.ofNullable(scans.remove(ticket));
    }

    private void close(String token, int pieces) {
        for (int number = 1; number < pieces; number++) {
            take(new Ticket(token, number)).ifPresent(RealtimeScan::close);
        }
    }

    @Override
    public void close() {
        List<RealtimeScan> left;
        synchronized (this) {
            isClosed = true;
            left = new ArrayList<>(scans.values());
            scans.clear();
        }
        left.forEach(RealtimeScan::close);
    }
}
