package io.tidemark.event.json;

/**
 * Whether bytes are well-formed UTF-8 (Unicode 15, table 3-7). The parser takes more than that, and takes it otherwise than
 * the JDK does: longer forms of a character, halves of surrogate pairs, code points that there are not.
 */
final class Utf8 {
    private static final int LEAST_OF_THREE = 0x800;
    private static final int LEAST_OF_FOUR = 0x10000;

    private Utf8() {}

    static boolean isWellFormed(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            int first = bytes[at];
            if (first >= 0) {
                at++;
                continue;
            }
            int length = length(first);
            if (length == 0 || at + length > end || !isCharacter(bytes, at, length)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** How many bytes a character takes that begins with this one and is not ASCII; 0 if none does. */
    private static int length(int first) {
        if ((first & 0xE0) == 0xC0) {
            return 2;
        }
        return (first & 0xF0) == 0xE0 ? 3 : (first & 0xF8) == 0xF0 ? 4 : 0;
    }

    private static boolean isCharacter(byte[] bytes, int at, int length) {
        int codePoint = bytes[at] & (0x7F >> length);
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return false;
            }
            codePoint = codePoint << 6 | (bytes[i] & 0x3F);
        }
        return switch (length) {
            case 2 -> codePoint >= 0x80;
            case 3 ->
                codePoint >= LEAST_OF_THREE
                        && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
            default -> codePoint >= LEAST_OF_FOUR && codePoint <= Character.MAX_CODE_POINT;
        };
    }
}
