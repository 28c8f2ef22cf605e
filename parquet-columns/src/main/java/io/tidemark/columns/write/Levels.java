package io.tidemark.columns.write;

import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;

/**
 * The repetition or the definition levels of one page. Owned by one column.
 *
 * <pre>
 * length of what follows INT32 · run lengths                                  nothing, if no level is above 0
 * </pre>
 */
final class Levels {
    private static final int FIRST_CAPACITY = 1024;

    private final int max;
    private final ByteSlab encoded = new ByteSlab();
    /** Empty as long as they are all the same: mostly nothing is absent. */
    private int[] levels = new int[0];

    private int same;
    private int count;
    private boolean differ;

    Levels(int max) {
        this.max = max;
    }

    void add(int level) {
        if (!differ && (level == same || count == 0)) {
            same = level;
            count++;
        } else {
            addDifferent(level);
        }
    }

    private void addDifferent(int level) {
        if (count >= levels.length) {
            levels = Arrays.copyOf(levels, Math.max(FIRST_CAPACITY, 2 * count));
        }
        if (!differ) {
            Arrays.fill(levels, 0, count, same);
            differ = true;
        }
        levels[count++] = level;
    }

    /** The levels as they stand in a page, valid until the next are added; then there are none. */
    BytesInput take() {
        encoded.clear();
        if (max > 0) {
            if (differ) {
                RunLengths.encode(levels, count, BytesUtils.getWidthFromMaxInt(max), encoded);
            } else {
                encoded.addVarInt(count << 1);
                encoded.addByte(same);
            }
        }
        count = 0;
        differ = false;
        return max == 0
                ? BytesInput.empty()
                : BytesInput.concat(BytesInput.fromInt(encoded.length()), encoded.content());
    }
}
