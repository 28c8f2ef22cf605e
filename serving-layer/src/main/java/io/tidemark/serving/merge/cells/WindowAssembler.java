package io.tidemark.serving.merge.cells;

import io.tidemark.time.TimeRange;

/**
 * Holds the tiles of one group until all of them are here, and puts windows together of them then: those that a tile alone
 * does not tell, or that one tile is in too many of. Owned by one thread.
 */
public interface WindowAssembler {
    /** Begins another group. */
    void begin();

    Cells tiles();

    /** Whether there are so many windows already that later ones in the order are not kept. */
    boolean isBounded();

    /** Whether a tile may be part of a window that is kept. */
    boolean isWanted(long tileMillis);

    /**
     * The place of a tile, made if absent.
     *
     * @param origin the view that it is of, as a cell's origins have it
     */
    int at(long tileMillis, byte origin);

    /** Which tiles are needed, as far as those that are here tell. */
    TimeRange needed();

    /** Puts together the windows that are kept. What the tiles have is used up. */
    void finish(SlidingMerge.Merging merging, Cells into);
}
