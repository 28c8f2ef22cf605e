package io.tidemark.columns.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;

/**
 * Values one after another, as Parquet's plain encoding has them: numbers little endian, bytes behind their length. Reused
 * from page to page. Owned by one column.
 */
final class ByteSlab {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_CAPACITY = 1024;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    int length() {
        return length;
    }

    /** What the places that {@link #addBytes} gives are places in; another array after the next value, maybe. */
    byte[] array() {
        return bytes;
    }

    void addByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    /** Seven bits a byte, the lowest first. */
    void addVarInt(int value) {
        int rest = value;
        for (; (rest & ~0x7F) != 0; rest >>>= 7) {
            addByte((rest & 0x7F) | 0x80);
        }
        addByte(rest);
    }

    void addInt(int value) {
        reserve(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    void addLong(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Adds bytes behind their length; returns the place of the first. */
    int addBytes(byte[] from, int start, int count) {
        reserve(Integer.BYTES + count);
        INT.set(bytes, length, count);
        int place = length + Integer.BYTES;
        System.arraycopy(from, start, bytes, place, count);
        length = place + count;
        return place;
    }

    /** How many bytes lie at a place that {@link #addBytes} gave. */
    int countAt(int place) {
        return (int) INT.get(bytes, place - Integer.BYTES);
    }

    void clear() {
        length = 0;
    }

    /** Valid until the next change. */
    BytesInput content() {
        return BytesInput.from(bytes, 0, length);
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            int doubled = (int) Math.min(Integer.MAX_VALUE - Long.BYTES, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
        }
    }
}
