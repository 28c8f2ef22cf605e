package io.tidemark.manifest;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A half-open range of group keys, in the order of their bytes, as text of hexadecimal digits.
 *
 * @param first the first key; empty: from the first there is
 * @param end the key after the last; empty: to the last there is
 */
public record KeyRange(String first, String end) {
    public static final KeyRange ALL = new KeyRange("", "");
    private static final int DIGITS_OF_BYTE = 2;
    private static final int HEXADECIMAL = 16;

    public KeyRange {
        if (!end.isEmpty() && first.compareTo(end) >= 0) {
            throw new IllegalArgumentException("not a range of keys: [" + first + ", " + end + ")");
        }
    }

    /** A key as the text that ranges begin and end with. */
    public static String text(byte[] key) {
        return HexFormat.of().formatHex(key);
    }

    /** Whether a key is not before the range. */
    public boolean reaches(byte[] key) {
        return compare(key, first) >= 0;
    }

    /** Whether a key is in the range or before it. */
    public boolean goesPast(byte[] key) {
        return end.isEmpty() || compare(key, end) < 0;
    }

    public boolean contains(byte[] key) {
        return reaches(key) && goesPast(key);
    }

    /** What this has in common with another; empty: nothing. */
    public Optional<KeyRange> within(KeyRange other) {
        String from = first.compareTo(other.first) < 0 ? other.first : first;
        boolean isSooner = end.isEmpty() || (!other.end.isEmpty() && other.end.compareTo(end) < 0);
        String to = isSooner ? other.end : end;
        return to.isEmpty() || from.compareTo(to) < 0 ? Optional.of(new KeyRange(from, to)) : Optional.empty();
    }

    // Of most files the range is all: then nothing is compared. What is looked up by the million makes no text of a
    // key.
    private static int compare(byte[] key, String text) {
        int common = Math.min(key.length, text.length() / DIGITS_OF_BYTE);
        for (int i = 0; i < common; i++) {
            int high = Character.digit(text.charAt(DIGITS_OF_BYTE * i), HEXADECIMAL);
            int low = Character.digit(text.charAt(DIGITS_OF_BYTE * i + 1), HEXADECIMAL);
            int differs = (key[i] & 0xFF) - (HEXADECIMAL * high + low);
            if (differs != 0) {
                return differs;
            }
        }
        return key.length - text.length() / DIGITS_OF_BYTE;
    }
}
