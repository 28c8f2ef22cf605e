package io.tidemark.serving.index.rocks;

import java.util.Arrays;

/**
 * What has been read of one group in one file: which block is the first from a tile on, for the tiles asked about so far.
 * Immutable.
 */
final class KnownBlocks {
    static final KnownBlocks NONE = new KnownBlocks(new Stretch[0]);

    /** More are not remembered: each addition copies those there are. */
    private static final int MOST = 64;

    private static final int STRETCH_BYTES = 64;
    private static final int GROUP_BYTES = 160;
    private static final byte[] NO_BLOCK = {};

    /** In the order of tiles; none overlaps another. */
    private final Stretch[] stretches;

    /**
     * Tiles from each of which on the same block is the first.
     *
     * @param first the first such tile that is known
     * @param last the block's last tile
     * @param block empty: there is none from {@code first} on
     */
    record Stretch(long first, long last, byte[] block) {
        static Stretch withoutBlock(long first) {
            return new Stretch(first, Long.MAX_VALUE, NO_BLOCK);
        }

        boolean isBlock() {
            return block.length > 0;
        }
    }

    private KnownBlocks(Stretch[] stretches) {
        this.stretches = stretches;
    }

    /** The stretch that a tile is in, or null if it is not known. */
    Stretch find(long tileMillis) {
        int at = firstThatEndsFrom(tileMillis);
        return at < stretches.length && stretches[at].first() <= tileMillis ? stretches[at] : null;
    }

    /** The same with one more, or this if there are too many. */
    KnownBlocks with(Stretch stretch) {
        int at = firstThatEndsFrom(stretch.last());
        boolean isKnown = at < stretches.length && stretches[at].last() == stretch.last();
        if (isKnown) {
            // Known from a later tile on.
            Stretch[] wider = stretches.clone();
            wider[at] = stretch.first() < wider[at].first() ? stretch : wider[at];
            return new KnownBlocks(wider);
        }
        if (stretches.length == MOST) {
            return this;
        }
        Stretch[] more = Arrays.copyOf(stretches, stretches.length + 1);
        System.arraycopy(stretches, at, more, at + 1, stretches.length - at);
        more[at] = stretch;
        return new KnownBlocks(more);
    }

    /** About how much memory it takes. */
    long bytes() {
        long bytes = GROUP_BYTES;
        for (Stretch stretch : stretches) {
            bytes += STRETCH_BYTES + stretch.block().length;
        }
        return bytes;
    }

    private int firstThatEndsFrom(long tileMillis) {
        int from = 0;
        int to = stretches.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (stretches[middle].last() < tileMillis) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
