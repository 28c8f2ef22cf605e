package io.tidemark.event.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings for short ASCII bytes, the same string for the same bytes as long as it stays in a fixed number of places. Most
 * texts of a stream are few and come again and again: they need no allocation, and their hash code is known already. Owned
 * by one thread. Guarded by the benchmark {@code DecodeBenchmark}.
 *
 * <p>Where texts hardly ever come again, looking for them costs more than it saves: after a trial with more misses than
 * hits, the next texts are made without looking.
 */
final class AsciiTexts {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PLACES = 1 << 13;
    private static final int LONGEST = 64;
    private static final int TRIAL = 1 << 12;
    private static final int PAUSE = 1 << 16;

    private final byte[][] texts = new byte[PLACES][];
    private final String[] strings = new String[PLACES];
    private int lookups;
    private int misses;
    /** How many texts are still to be made without looking. */
    private int pause;

    /** The text in {@code [from, to)}, which holds ASCII alone. */
    String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > LONGEST || pause > 0) {
            pause = Math.max(0, pause - 1);
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        if (++lookups == TRIAL) {
            pause = misses > TRIAL / 2 ? PAUSE : 0;
            lookups = 0;
            misses = 0;
        }
        int place = place(bytes, from, to);
        byte[] known = texts[place];
        if (known != null && Arrays.equals(known, 0, known.length, bytes, from, to)) {
            return strings[place];
        }
        misses++;
        String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        texts[place] = Arrays.copyOfRange(bytes, from, to);
        strings[place] = text;
        return text;
    }

    private static int place(byte[] bytes, int from, int to) {
        long mixed = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            mixed = (mixed ^ (long) LONG.get(bytes, at)) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 32;
        }
        for (; at < to; at++) {
            mixed = (mixed ^ bytes[at]) * 0x9E3779B97F4A7C15L;
        }
        return (int) ((mixed ^ (mixed >>> 29)) & (PLACES - 1));
    }
}
