package io.tidemark.speed.query;

import io.tidemark.fold.GroupKey;
import io.tidemark.seam.ForwardingScan;
import io.tidemark.seam.RealtimeScan;

/**
 * The rows of a scan up to a group: what comes behind is another piece's, and would be sent to nobody. Owned by one thread.
 *
 * @param end the first group that is none of them
 */
record EndingScan(RealtimeScan scan, GroupKey end) implements ForwardingScan {
    @Override
    public boolean next() {
        return scan.next() && scan.group().compareTo(end) < 0;
    }
}
