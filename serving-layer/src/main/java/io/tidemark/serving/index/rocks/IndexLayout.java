package io.tidemark.serving.index.rocks;

import io.tidemark.fold.GroupKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of a block's key. Byte order is the order of files, then groups, then tiles; no group's part is a prefix of
 * another's, since a zero inside a text is followed by FF and here by 00.
 *
 * <pre>
 * | file id, 8 bytes big endian | group as GroupCodec writes it | 00 | tile start, 8 bytes big endian, sign flipped |
 * </pre>
 *
 * The tile is the block's last, so that the first key from a tile on is that of the block which holds it, or the next there
 * is. The value is as {@link BlockLayout} has it.
 */
final class IndexLayout {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int ID = Long.BYTES;
    private static final int TAIL = 1 + Long.BYTES;
    private static final byte GROUP_END = 0;
    private static final byte AFTER_GROUP_END = 1;

    private IndexLayout() {}

    /** The key of a block that ends with a tile; of all blocks that hold the tile or a later one, none is smaller. */
    static byte[] key(long file, byte[] group, long tileMillis) {
        byte[] key = new byte[ID + group.length + TAIL];
        LONG.set(key, 0, file);
        System.arraycopy(group, 0, key, ID, group.length);
        key[ID + group.length] = GROUP_END;
        LONG.set(key, ID + group.length + 1, tileMillis ^ Long.MIN_VALUE);
        return key;
    }

    /** The smallest key of a file, and the end of the one before. */
    static byte[] startOf(long file) {
        byte[] key = new byte[ID];
        LONG.set(key, 0, file);
        return key;
    }

    /** A key from which on only groups of the file that are {@code first} or greater follow. */
    static byte[] startOf(long file, byte[] first) {
        byte[] key = Arrays.copyOf(startOf(file), ID + first.length);
        System.arraycopy(first, 0, key, ID, first.length);
        return key;
    }

    /** A key that is greater than every key of the group and smaller than every key of the next. */
    static byte[] after(long file, byte[] group) {
        byte[] key = Arrays.copyOf(startOf(file, group), ID + group.length + 1);
        key[key.length - 1] = AFTER_GROUP_END;
        return key;
    }

    static boolean isOfFile(byte[] key, long file) {
        return (long) LONG.get(key, 0) == file;
    }

    static boolean isOfGroup(byte[] key, byte[] group) {
        return isOfGroup(key, key.length, group);
    }

    static boolean isOfGroup(byte[] key, int keyLength, byte[] group) {
        return keyLength == ID + group.length + TAIL
                && Arrays.equals(key, ID, ID + group.length, group, 0, group.length);
    }

    static GroupKey group(byte[] key, int keyLength) {
        return GroupKey.of(Arrays.copyOfRange(key, ID, keyLength - TAIL));
    }

    static long tileMillis(byte[] key) {
        return tileMillis(key, key.length);
    }

    static long tileMillis(byte[] key, int keyLength) {
        return (long) LONG.get(key, keyLength - Long.BYTES) ^ Long.MIN_VALUE;
    }
}
