package io.tidemark.testkit;

import io.tidemark.event.head.RecordHead;
import io.tidemark.log.LogBatch;
import io.tidemark.tidemark.PartitionId;
import java.util.List;

/**
 * What a log in memory gives from one place on.
 *
 * @param truncatedTo where the log starts, if that is behind {@code first}; else -1
 */
record InMemoryBatch(
        PartitionId partition,
        long first,
        long end,
        int endLeaderEpoch,
        List<InMemoryEventLog.Entry> entries,
        long truncatedTo)
        implements LogBatch {
    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public long offset(int index) {
        return entries.get(index).offset();
    }

    @Override
    public long timestampMillis(int index) {
        return entries.get(index).timestampMillis();
    }

    @Override
    public int leaderEpoch(int index) {
        return entries.get(index).leaderEpoch();
    }

    @Override
    public byte[] bytes(int index) {
        return entries.get(index).value();
    }

    @Override
    public RecordHead head(int index) {
        return entries.get(index).head();
    }

    @Override
    public int start(int index) {
        return 0;
    }

    @Override
    public int length(int index) {
        byte[] value = entries.get(index).value();
        return value == null ? -1 : value.length;
    }
}
