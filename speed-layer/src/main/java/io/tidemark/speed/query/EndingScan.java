package io.tidemark.speed.query;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeScan;

/**
 * The rows of a scan up to a group: what comes behind is another piece's, and would be sent to nobody. Owned by one thread.
 *
 * @param end the first group that is none of them
 */
record EndingScan(RealtimeScan scan, GroupKey end) implements RealtimeScan {
    @Override
    public Coverage coverage() {
        return scan.coverage();
    }

    @Override
    public boolean next() {
        return scan.next() && scan.group().compareTo(end) < 0;
    }

    @Override
    public GroupKey group() {
        return scan.group();
    }

    @Override
    public long tileMillis() {
        return scan.tileMillis();
    }

    @Override
    public ByteReader accumulators() {
        return scan.accumulators();
    }

    @Override
    public void close() {
        scan.close();
    }
}
