package io.tidemark.batch.engine.order;

import io.tidemark.manifest.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What lies between an order's borders: intervals of rows, counted from 0, each of which one task merges. */
public final class Intervals {
    private final List<Border> borders;
    /** The borders as beginnings of row keys. */
    private final byte[][] keys;

    public Intervals(WorkOrder order) {
        borders = order.borders();
        List<byte[]> encoded = new ArrayList<>();
        borders.forEach(border -> encoded.add(RowKeyLayout.beginning(border)));
        keys = encoded.toArray(byte[][]::new);
    }

    public int count() {
        return borders.size() + 1;
    }

    /** The interval of a row, by its key: the first bytes of an array. */
    public int of(byte[] key, int length) {
        int from = 0;
        int to = keys.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            byte[] border = keys[middle];
            if (Arrays.compareUnsigned(key, 0, length, border, 0, border.length) >= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The interval of a place. */
    public int of(Border place) {
        int found = Collections.binarySearch(borders, place);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The groups of a slice that an interval has, if it has any. */
    public KeyRange within(int interval, int part, long sliceMillis) {
        String first = interval > 0 && borders.get(interval - 1).isIn(part, sliceMillis)
                ? borders.get(interval - 1).group()
                : "";
        String end = interval < borders.size() && borders.get(interval).isIn(part, sliceMillis)
                ? borders.get(interval).group()
                : "";
        return new KeyRange(first, end);
    }
}
