package io.tidemark.memory;

import java.util.Collection;
import java.util.Map;

/**
 * How many bytes objects take on the heap of a 64-bit Java with compressed references, as it lays them out unless told
 * otherwise. Where the references are not compressed, it is too little by some third.
 */
public final class HeapSize {
    public static final int REFERENCE = 4;
    private static final int HEADER = 12;
    private static final int ARRAY_HEADER = 16;
    private static final int ALIGNMENT = 8;

    /** A Long or Double of its own. */
    public static final long NUMBER = object(Long.BYTES + 4);

    private static final long UNKNOWN = 4 * NUMBER;

    private HeapSize() {}

    /** What a finished result or a group's value takes, about; of an unknown class, as much as few fields do. */
    public static long value(Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof String text) {
            return object(2 * REFERENCE) + array(text.length(), Character.BYTES);
        }
        if (value instanceof Collection<?> values) {
            long bytes = object(4 * REFERENCE);
            for (Object one : values) {
                bytes += REFERENCE + value(one);
            }
            return bytes;
        }
        if (value instanceof Map<?, ?> map) {
            long bytes = object(8 * REFERENCE);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                bytes += object(6 * REFERENCE) + value(entry.getKey()) + value(entry.getValue());
            }
            return bytes;
        }
        return value instanceof Long || value instanceof Double || value instanceof Integer ? NUMBER : UNKNOWN;
    }

    /** An object whose fields take so many bytes, with the gaps between them. */
    public static long object(int fieldBytes) {
        return aligned(HEADER + (long) fieldBytes);
    }

    /** An array of so many elements of so many bytes each. */
    public static long array(long length, int elementBytes) {
        return aligned(ARRAY_HEADER + length * elementBytes);
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
