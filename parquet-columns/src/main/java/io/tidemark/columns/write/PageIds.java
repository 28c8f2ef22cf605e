package io.tidemark.columns.write;

import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;

/**
 * The dictionary ids of one page. Owned by one column.
 *
 * <pre>
 * bit width BYTE · run lengths
 * </pre>
 */
final class PageIds {
    private static final int FIRST_CAPACITY = 1024;

    private final ByteSlab encoded = new ByteSlab();
    private int[] ids = new int[FIRST_CAPACITY];
    private int count;

    void add(int id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = id;
    }

    int count() {
        return count;
    }

    int id(int index) {
        return ids[index];
    }

    void clear() {
        count = 0;
    }

    /** About how many bytes so many ids take when the dictionary has so many values. */
    static long bytes(long ids, int values) {
        return ids * width(values) / Byte.SIZE;
    }

    /** Valid until the next call. */
    BytesInput encoded(int values) {
        int width = width(values);
        encoded.clear();
        encoded.addByte(width);
        RunLengths.encode(ids, count, width, encoded);
        return encoded.content();
    }

    private static int width(int values) {
        return BytesUtils.getWidthFromMaxInt(Math.max(0, values - 1));
    }
}
