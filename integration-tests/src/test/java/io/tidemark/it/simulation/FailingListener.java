package io.tidemark.it.simulation;

import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.Map;
import java.util.Optional;

/** A listener that throws when its test says so, before it has taken what it is passed or after. */
final class FailingListener implements LogReader.Listener {
    private static final int NEVER = -1;

    private final LogReader.Listener listener;
    private final AfterAFailure rule;
    private final Map<PartitionId, Long> readTo;
    private int callsLeft = NEVER;
    private boolean throwsAfterwards;

    /** @param readTo is told where the furthest batch ended that was passed on of each partition */
    FailingListener(LogReader.Listener listener, AfterAFailure rule, Map<PartitionId, Long> readTo) {
        this.readTo = readTo;
        this.listener = listener;
        this.rule = rule;
    }

    /** The call after so many fails. */
    void failAfter(int calls, boolean afterwards) {
        callsLeft = calls;
        throwsAfterwards = afterwards;
    }

    boolean isWell() {
        return callsLeft == NEVER;
    }

    private boolean isToFail() {
        boolean now = callsLeft == 0;
        callsLeft -= callsLeft >= 0 ? 1 : 0;
        return now;
    }

    @Override
    public Optional<LogPosition> assigned(PartitionId partition) {
        return listener.assigned(partition);
    }

    @Override
    public void revoked(PartitionId partition) {
        listener.revoked(partition);
    }

    @Override
    public void read(LogBatch batch) {
        readTo.merge(batch.partition(), batch.end(), Math::max);
        boolean fails = isToFail();
        if (!fails || throwsAfterwards) {
            listener.read(batch);
        }
        if (fails && rule == AfterAFailure.IT_HAS_NOT_HAPPENED) {
            throw new ListenerFailed();
        }
    }

    @Override
    public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
        return listener.truncated(partition, wanted, logStart);
    }
}
