package io.tidemark.speed.query;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.http.node.RemoteRows;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeScan;

/** A scan of a node in another process, which says first what its rows cover. Owned by one thread. */
final class RemoteScan implements RealtimeScan {
    private final RemoteRows rows;
    private final Coverage coverage;

    /** @throws RuntimeException if they do not begin as a scan's do; the rows are the caller's to close then */
    RemoteScan(RemoteRows rows) {
        this.rows = rows;
        this.coverage = RealtimeWire.coverage(rows.head());
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    @Override
    public boolean next() {
        return rows.next();
    }

    @Override
    public GroupKey group() {
        return rows.group();
    }

    @Override
    public long tileMillis() {
        return rows.tileMillis();
    }

    @Override
    public ByteReader accumulators() {
        return rows.accumulators();
    }

    @Override
    public void close() {
        rows.close();
    }
}
