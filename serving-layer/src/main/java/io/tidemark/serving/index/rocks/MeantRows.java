package io.tidemark.serving.index.rocks;

import io.tidemark.manifest.KeyRange;
import io.tidemark.seam.BatchViews;

/** Passes on the rows of a file that are of groups in a range, and counts all. Owned by one thread. */
final class MeantRows implements BatchViews.RowSink {
    private final KeyRange keys;
    private final SstBuilder into;
    private long rows;

    MeantRows(KeyRange keys, SstBuilder into) {
        this.keys = keys;
        this.into = into;
    }

    @Override
    public void row(byte[] group, long tileMillis, byte[] accumulators) {
        rows++;
        if (keys.contains(group)) {
            into.row(group, tileMillis, accumulators);
        }
    }

    /** How many the file has. */
    long rows() {
        return rows;
    }
}
