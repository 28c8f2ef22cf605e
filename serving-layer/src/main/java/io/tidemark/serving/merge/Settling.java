package io.tidemark.serving.merge;

import io.tidemark.cut.Cut;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.merge.answer.Origin;
import io.tidemark.time.LogClock;

/**
 * Which windows are settled: wholly answered by batch, and ended longer than the allowed lateness before each partition's
 * log clock at the tidemark, or before it was wholly read; and before the run was planned (PROTOCOL 24, 25). A settled window
 * may still change; a late event always counts.
 */
final class Settling {
    private final long lastEndMillis;

    Settling(ServedView view, Cut cut) {
        long until = view.settledUntilMillis(cut);
        lastEndMillis = until == LogClock.NONE
                ? LogClock.NONE
                : until - view.definition().allowedLateness().toMillis();
    }

    boolean isSettled(long endMillis, Origin origin) {
        return origin == Origin.BATCH && endMillis <= lastEndMillis;
    }
}
