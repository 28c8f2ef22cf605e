package io.tidemark.memory;

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

    private HeapSize() {}

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
