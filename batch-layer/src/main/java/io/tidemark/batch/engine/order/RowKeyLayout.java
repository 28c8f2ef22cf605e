package io.tidemark.batch.engine.order;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key of a folded row on its way from who folds to who merges, over any shuffle that sorts bytes as unsigned numbers:
 * by part, then slice, then group, then tile, as files and merges have them, then unit, so that equal rows are merged in
 * the order of the files. No group's key is a prefix of another's.
 *
 * <pre>
 * | part, 2 bytes | slice start, 8 bytes, sign flipped | group as GroupCodec writes it | 00
 * | tile start, 8 bytes, sign flipped | unit, 4 bytes |                       all big endian
 * </pre>
 */
public final class RowKeyLayout {
    /** How many parts an order may have. */
    static final int MOST_PARTS = 1 << Short.SIZE;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SLICE = Short.BYTES;
    private static final int GROUP = SLICE + Long.BYTES;
    private static final int TAIL = 1 + Long.BYTES + Integer.BYTES;

    private RowKeyLayout() {}

    /** Begins the keys of all rows of a slice. */
    public static void writeSlice(int part, long sliceMillis, ByteWriter key) {
        key.writeByte(part >>> Byte.SIZE);
        key.writeByte(part);
        key.writeLong(sliceMillis ^ Long.MIN_VALUE);
    }

    /** Ends a key that {@link #writeSlice} began. */
    public static void writeRow(GroupKey group, long tileMillis, int unit, ByteWriter key) {
        key.writeRaw(group.bytes());
        key.writeByte(0);
        key.writeLong(tileMillis ^ Long.MIN_VALUE);
        key.writeInt(unit);
    }

    /** What no key before a border is greater than, and no key from it on less. */
    static byte[] beginning(Border border) {
        ByteWriter key = new ByteWriter();
        writeSlice(border.part(), border.sliceMillis(), key);
        key.writeRaw(HexFormat.of().parseHex(border.group()));
        return key.toBytes();
    }

    public static int part(byte[] key) {
        return (short) SHORT.get(key, 0) & 0xFFFF;
    }

    public static long sliceMillis(byte[] key) {
        return (long) LONG.get(key, SLICE) ^ Long.MIN_VALUE;
    }

    public static GroupKey group(byte[] key) {
        return GroupKey.of(Arrays.copyOfRange(key, GROUP, key.length - TAIL));
    }

    public static long tileMillis(byte[] key) {
        return (long) LONG.get(key, key.length - Long.BYTES - Integer.BYTES) ^ Long.MIN_VALUE;
    }
}
