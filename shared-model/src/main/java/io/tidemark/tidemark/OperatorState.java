package io.tidemark.tidemark;

import java.util.Arrays;
import java.util.Base64;

/**
 * What operators before the fold know at a position (PROTOCOL 29, 33): bytes that only they read, stored wherever the
 * position is. {@link #NONE} where no operator keeps anything.
 */
public final class OperatorState {
    public static final OperatorState NONE = new OperatorState(new byte[0]);

    private final byte[] bytes;

    private OperatorState(byte[] bytes) {
        this.bytes = bytes;
    }

    public static OperatorState of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new OperatorState(bytes.clone());
    }

    /** Reads what {@link #toString} wrote. */
    public static OperatorState parse(String text) {
        return of(Base64.getDecoder().decode(text));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OperatorState that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In base 64; empty for {@link #NONE}. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
