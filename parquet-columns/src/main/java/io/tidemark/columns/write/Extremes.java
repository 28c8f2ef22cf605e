package io.tidemark.columns.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/** The least and the greatest of byte strings, compared as unsigned bytes, that lie in one slab. Owned by one column. */
final class Extremes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private int least = -1;
    private int greatest = -1;
    // Their first eight bytes, with the sign turned so that they compare as signed: mostly these decide.
    private long leastPrefix;
    private long greatestPrefix;

    /** @param place as the slab gave it */
    void take(ByteSlab slab, int place) {
        int count = slab.countAt(place);
        long prefix = count < Long.BYTES ? 0 : (long) LONG.get(slab.array(), place) ^ Long.MIN_VALUE;
        if (least >= 0 && count >= Long.BYTES && prefix > leastPrefix && prefix < greatestPrefix) {
            return;
        }
        if (least < 0 || compare(slab, place, least) < 0) {
            least = place;
            leastPrefix = count < Long.BYTES ? Long.MAX_VALUE : prefix;
        }
        if (greatest < 0 || compare(slab, place, greatest) > 0) {
            greatest = place;
            greatestPrefix = count < Long.BYTES ? Long.MIN_VALUE : prefix;
        }
    }

    private static int compare(ByteSlab slab, int one, int other) {
        byte[] bytes = slab.array();
        return Arrays.compareUnsigned(bytes, one, one + slab.countAt(one), bytes, other, other + slab.countAt(other));
    }

    void tell(Statistics<?> statistics, ByteSlab slab) {
        if (least >= 0) {
            statistics.updateStats(bytes(slab, least));
            statistics.updateStats(bytes(slab, greatest));
        }
    }

    void clear() {
        least = -1;
        greatest = -1;
    }

    private static Binary bytes(ByteSlab slab, int place) {
        return Binary.fromConstantByteArray(Arrays.copyOfRange(slab.array(), place, place + slab.countAt(place)));
    }
}
