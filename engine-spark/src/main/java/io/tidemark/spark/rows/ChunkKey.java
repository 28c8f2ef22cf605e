package io.tidemark.spark.rows;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Where a chunk of a unit's sorted rows comes in the merge of an interval: not at its own first row, but where the unit's
 * chunk before it ends, since there it is asked for. So the chunks of all units are gone through once, in this order, and of
 * each unit one is in memory.
 *
 * @param number of the chunk among the unit's own of the interval, from 0 on
 * @param behind the key of the last row of the chunk before; empty for the first
 */
public record ChunkKey(int interval, int unit, int number, byte[] behind) implements Serializable {
    private static final byte[] NOTHING = {};

    /** The order in which a merge asks for chunks of one interval. */
    public static final class InMerge implements Comparator<ChunkKey>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public int compare(ChunkKey one, ChunkKey other) {
            // No two rows have one key, so that only first chunks are equal here.
            int byPlace = Arrays.compareUnsigned(one.behind, other.behind);
            return byPlace != 0 ? byPlace : Integer.compare(one.unit, other.unit);
        }
    }

    static ChunkKey first(int interval, int unit) {
        return new ChunkKey(interval, unit, 0, NOTHING);
    }

    /** The key of the chunk after this one, whose last row has this key. */
    ChunkKey next(byte[] last) {
        return new ChunkKey(interval, unit, number + 1, last);
    }
}
