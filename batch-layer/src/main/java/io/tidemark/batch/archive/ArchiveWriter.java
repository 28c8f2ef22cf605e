package io.tidemark.batch.archive;

import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.tidemark.PartitionId;

/** Writes what a log reader reads to the archive. Owned by one thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class ArchiveWriter implements LogReader.Listener {
    @Override
    public long assigned(PartitionId partition) {
        throw new UnsupportedOperationException(partition.toString());
    }

    @Override
    public void revoked(PartitionId partition) {
        throw new UnsupportedOperationException(partition.toString());
    }

    @Override
    public void read(LogBatch batch) {
        throw new UnsupportedOperationException(batch.toString());
    }

    @Override
    public long truncated(PartitionId partition, long wanted, long logStart) {
        throw new UnsupportedOperationException(partition.toString());
    }
}
