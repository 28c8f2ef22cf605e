package io.tidemark.speed.query;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.speed.generation.StoredRows;

/** A node's rows as they are in its store. */
final class NodeScan implements RealtimeScan {
    private final Coverage coverage;
    private final StoredRows rows;

    NodeScan(Coverage coverage, StoredRows rows) {
        this.coverage = coverage;
        this.rows = rows;
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
