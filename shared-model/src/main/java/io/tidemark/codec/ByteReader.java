package io.tidemark.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Reading past the end throws {@link IndexOutOfBoundsException}. Can be pointed at
 * other bytes with {@link #reset}. Owned by one thread.
 */
public final class ByteReader {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int position;
    private int end;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int offset, int length) {
        reset(bytes, offset, length);
    }

    public ByteReader reset(byte[] from, int offset, int length) {
        bytes = from;
        position = offset;
        end = offset + length;
        return this;
    }

    public int position() {
        return position;
    }

    /** Goes back to where it was at a {@link #position}. */
    public void back(int to) {
        position = to;
    }

    public int remaining() {
        return end - position;
    }

    public byte readByte() {
        return bytes[advance(1)];
    }

    /** Leaves so many bytes out. */
    public void skip(int length) {
        advance(length);
    }

    /** The next byte, which stays unread. */
    public byte peekByte() {
        byte next = readByte();
        position--;
        return next;
    }

    public boolean readBoolean() {
        return readByte() != 0;
    }

    public int readInt() {
        return (int) INT.get(bytes, advance(4));
    }

    public long readLong() {
        return (long) LONG.get(bytes, advance(8));
    }

    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    public long readVarLong() {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = readByte();
            result |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (result >>> 1) ^ -(result & 1);
            }
        }
        throw new IndexOutOfBoundsException("a variable-length number of more than ten bytes at " + position);
    }

    public int readVarInt() {
        return Math.toIntExact(readVarLong());
    }

    public byte[] readRaw(int length) {
        int from = advance(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    void readInto(byte[] to, int offset, int length) {
        System.arraycopy(bytes, advance(length), to, offset, length);
    }

    public byte[] readBytes() {
        return readRaw(readVarInt());
    }

    public String readString() {
        int length = readVarInt();
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    private int advance(int length) {
        int from = position;
        if (length < 0 || length > end - from) {
            throw new IndexOutOfBoundsException("wanted " + length + " bytes at " + from + ", end is " + end);
        }
        position = from + length;
        return from;
    }
}
