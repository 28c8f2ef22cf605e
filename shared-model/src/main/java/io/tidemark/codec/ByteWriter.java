package io.tidemark.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array to encode into. Numbers are big endian; {@code varLong} is a zig-zag LEB128 of one to ten bytes.
 * Reused between encodings with {@link #clear}. Owned by one thread.
 */
public final class ByteWriter {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(64);
    }

    public ByteWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public ByteWriter clear() {
        size = 0;
        return this;
    }

    public int size() {
        return size;
    }

    /** The backing array: valid up to {@link #size} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    public void writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    public void writeInt(int value) {
        ensure(4);
        INT.set(bytes, size, value);
        size += 4;
    }

    public void writeLong(long value) {
        ensure(8);
        LONG.set(bytes, size, value);
        size += 8;
    }

    public void writeDouble(double value) {
        writeLong(Double.doubleToRawLongBits(value));
    }

    public void writeVarLong(long value) {
        ensure(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    public void writeVarInt(int value) {
        writeVarLong(value);
    }

    public void writeRaw(byte[] from, int offset, int length) {
        ensure(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    public void writeRaw(byte[] from) {
        writeRaw(from, 0, from.length);
    }

    /** Length, then the bytes. */
    public void writeBytes(byte[] from) {
        writeVarInt(from.length);
        writeRaw(from);
    }

    /** The same of all that is left to read. */
    public void writeBytes(ByteReader from) {
        int length = from.remaining();
        writeVarInt(length);
        ensure(length);
        from.readInto(bytes, size, length);
        size += length;
    }

    /** Length in UTF-8 bytes, then the bytes. */
    public void writeString(String value) {
        writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the characters of a text up to the first one that is not ASCII or is NUL.
     *
     * @return how many were written
     */
    public int writeAscii(String text) {
        int length = text.length();
        ensure(length);
        byte[] to = bytes;
        int at = size;
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c == 0 || c > 0x7F) {
                break;
            }
            to[at + i] = (byte) c;
            i++;
        }
        size = at + i;
        return i;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
