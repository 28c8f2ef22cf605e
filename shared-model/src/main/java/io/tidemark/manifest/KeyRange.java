package io.tidemark.manifest;

/**
 * A half-open range of group keys, in the order of their bytes, as text of hexadecimal digits.
 *
 * @param first the first key; empty: from the first there is
 * @param end the key after the last; empty: to the last there is
 */
public record KeyRange(String first, String end) {
    public static final KeyRange ALL = new KeyRange("", "");

    public KeyRange {
        if (!end.isEmpty() && first.compareTo(end) >= 0) {
            throw new IllegalArgumentException("not a range of keys: [" + first + ", " + end + ")");
        }
    }
}
