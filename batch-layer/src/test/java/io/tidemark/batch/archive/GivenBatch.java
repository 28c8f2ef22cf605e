package io.tidemark.batch.archive;

import io.tidemark.log.LogBatch;
import io.tidemark.tidemark.PartitionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One record that a test passes to a listener itself. */
record GivenBatch(PartitionId partition, long first, int leaderEpoch, String value) implements LogBatch {
    @Override
    public long end() {
        return first + 1;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public long offset(int index) {
        return first;
    }

    @Override
    public long timestampMillis(int index) {
        return Instant.parse("2026-01-01T00:00:01Z").toEpochMilli();
    }

    @Override
    public int leaderEpoch(int index) {
        return leaderEpoch;
    }

    @Override
    public byte[] bytes(int index) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int start(int index) {
        return 0;
    }

    @Override
    public int length(int index) {
        return bytes(index).length;
    }
}
