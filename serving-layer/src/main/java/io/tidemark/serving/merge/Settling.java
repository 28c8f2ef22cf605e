package io.tidemark.serving.merge;

import io.tidemark.serving.flip.ServedView;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;

/**
 * Which windows are settled: wholly answered by batch, and ended longer than the allowed lateness before the tidemark,
 * by the log clock of every partition that has a position. A settled window may still change; a late event always counts.
 */
final class Settling {
    private final long lastEndMillis;

    Settling(ServedView view) {
        lastEndMillis = lastSettledEnd(
                view.tidemark(), view.definition().allowedLateness().toMillis());
    }

    private static long lastSettledEnd(Tidemark tidemark, long latenessMillis) {
        long least = tidemark.leastLogClockMillis();
        return least == LogClock.NONE ? LogClock.NONE : least - latenessMillis;
    }

    boolean isSettled(long endMillis, Origin origin) {
        return origin == Origin.BATCH && endMillis <= lastEndMillis;
    }
}
