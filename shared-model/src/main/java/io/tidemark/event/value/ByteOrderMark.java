package io.tidemark.event.value;

/** U+FEFF in UTF-8, which programs put before a file's first letter, and which a line of that file then begins with. */
public final class ByteOrderMark {
    private static final int LENGTH = 3;

    private ByteOrderMark() {}

    /** How many bytes of it some text begins with: all or none. */
    public static int length(byte[] bytes, int offset, int length) {
        boolean isThere = length >= LENGTH
                && bytes[offset] == (byte) 0xEF
                && bytes[offset + 1] == (byte) 0xBB
                && bytes[offset + 2] == (byte) 0xBF;
        return isThere ? LENGTH : 0;
    }
}
