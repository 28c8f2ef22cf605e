package io.tidemark.speed.query;

import io.tidemark.seam.Coverage;
import io.tidemark.seam.ForwardingScan;
import io.tidemark.seam.RealtimeScan;
import java.util.function.Supplier;

/**
 * A piece of which the node keeps the scan, and sends rows once they are wanted: one that nobody reads yet keeps none of the
 * node's workers waiting, which others need to go on. Owned by one thread.
 */
final class RemotePiece implements ForwardingScan {
    private final Coverage coverage;
    private final Supplier<RealtimeScan> opener;
    private RealtimeScan scan;

    /** @param coverage that of all pieces */
    RemotePiece(Coverage coverage, Supplier<RealtimeScan> opener) {
        this.coverage = coverage;
        this.opener = opener;
    }

    @Override
    public RealtimeScan scan() {
        return scan;
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    @Override
    public boolean next() {
        if (scan == null) {
            scan = opener.get();
            if (!scan.coverage().equals(coverage)) {
                throw new IllegalStateException("a piece is not of the instant that the others are of");
            }
        }
        return scan.next();
    }

    @Override
    public void close() {
        if (scan != null) {
            scan.close();
        }
    }
}
