package io.tidemark.http.json;

import io.tidemark.memory.ByteBudget.Holding;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Where a generator leaves its text. What it holds back and leaves in one piece, as it does a small answer, is copied once.
 * Owned by one thread.
 */
final class JsonBytes extends OutputStream {
    private final Holding holding;
    private byte[] bytes = {};
    private int size;

    JsonBytes(Holding holding) {
        this.holding = holding;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        if (size + length > bytes.length) {
            int larger = size == 0 ? length : Math.max(size + size / 2, size + length);
            holding.take(larger - bytes.length);
            bytes = Arrays.copyOf(bytes, larger);
        }
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    int size() {
        return size;
    }

    /** All that was written; nothing is written any more. */
    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
