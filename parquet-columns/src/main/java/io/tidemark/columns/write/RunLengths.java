package io.tidemark.columns.write;

/**
 * Parquet's hybrid of run lengths and packed bits, for levels and dictionary ids.
 *
 * <pre>
 * run of one value    length &lt;&lt; 1 VARINT · value, in whole bytes, little endian
 * packed values       groups of eight &lt;&lt; 1 | 1 VARINT · their bits, the lowest first
 * </pre>
 */
final class RunLengths {
    private static final int GROUP = 8;
    /** A shorter run is hardly smaller than its bits. */
    private static final int SHORTEST_RUN = 2 * GROUP;

    private RunLengths() {}

    /** @param width bits of a value */
    static void encode(int[] values, int count, int width, ByteSlab to) {
        int first = 0; // of what is not written yet; whole groups of it do not begin a run
        int at = 0;
        while (at < count) {
            int run = run(values, at, count);
            if (run < SHORTEST_RUN && run < count) {
                at += GROUP;
                continue;
            }
            pack(values, first, at, width, to);
            to.addVarInt(run << 1);
            for (int shift = 0; shift < width; shift += Byte.SIZE) {
                to.addByte(values[at] >>> shift);
            }
            at += run;
            first = at;
        }
        pack(values, first, count, width, to);
    }

    private static int run(int[] values, int from, int count) {
        int end = from + 1;
        while (end < count && values[end] == values[from]) {
            end++;
        }
        return end - from;
    }

    /** Only the last group of all may be short of values. */
    private static void pack(int[] values, int first, int end, int width, ByteSlab to) {
        int groups = (end - first + GROUP - 1) / GROUP;
        if (groups == 0) {
            return;
        }
        to.addVarInt(groups << 1 | 1);
        long bits = 0;
        int filled = 0;
        for (int i = first; i < first + groups * GROUP; i++) {
            bits |= (i < end ? (long) values[i] : 0) << filled;
            filled += width;
            if (filled >= Integer.SIZE) {
                to.addInt((int) bits);
                bits >>>= Integer.SIZE;
                filled -= Integer.SIZE;
            }
        }
        for (; filled > 0; filled -= Byte.SIZE) {
            to.addByte((int) bits);
            bits >>>= Byte.SIZE;
        }
    }
}
