package io.tidemark.speed.generation;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.PartitionId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The keys of the state store, all numbers big endian.
 *
 * <pre>
 * generation   'G' | generation id (4)                                              -> GenerationCodec
 * remembered   'O' | generation id (4) | key of an operator's                          -> StoredMemory
 * partial      'P' | generation id (4) | segment id (4) | group key | tile start (8)  -> accumulators
 * quarantine   'Q' | length, topic | partition (4) | lengths, cluster id, topic id    -> QuarantineState
 * </pre>
 *
 * The tile's sign bit is flipped, so that unsigned byte order is the order of time. A group key can be the beginning of
 * another one; two keys of one length never are, so a scan for a group compares lengths. What follows in the longer one is
 * FF, which no tile of the years there are begins with: the order of keys is that of groups, then tiles.
 */
public final class StateLayout {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final byte[] FIRST_GENERATION = {'G'};
    static final byte[] END_OF_GENERATIONS = {'G' + 1};
    /** Later than every tile, and before the groups whose keys begin with that of the tile's group. */
    static final long AFTER_TILES = Long.MAX_VALUE >> 1;

    private static final int SEGMENT_PREFIX = 9;

    private StateLayout() {}

    /** Whether an entry says what a generation is, which {@link GenerationCodec} reads. */
    public static boolean isGeneration(byte[] key) {
        return key[0] == FIRST_GENERATION[0];
    }

    static byte[] generation(int generation) {
        ByteWriter key = new ByteWriter();
        key.writeByte('G');
        key.writeInt(generation);
        return key.toBytes();
    }

    static int generationOf(byte[] generationKey) {
        return new ByteReader(generationKey, 1, Integer.BYTES).readInt();
    }

    public static byte[] quarantine(PartitionId partition) {
        ByteWriter key = new ByteWriter();
        key.writeByte('Q');
        key.writeString(partition.topic());
        key.writeInt(partition.partition());
        // Offsets that were counted in a log of the same name are others (PROTOCOL 23).
        key.writeString(partition.log().clusterId());
        key.writeString(partition.log().topicId());
        return key.toBytes();
    }

    /** What all partials of a segment begin with; that of the next segment is the end of the range. */
    static byte[] segment(int generation, int segment) {
        ByteWriter key = new ByteWriter();
        key.writeByte('P');
        key.writeInt(generation);
        key.writeInt(segment);
        return key.toBytes();
    }

    /** Deletes all that is stored of a generation. */
    public static void delete(int generation, StateStore.Batch batch) {
        batch.deleteRange(generation(generation), generation(generation + 1));
        batch.deleteRange(partialsOf(generation), partialsOf(generation + 1));
        batch.deleteRange(remembered(generation), remembered(generation + 1));
    }

    /** What all that its operator remembers begins with. */
    static byte[] remembered(int generation) {
        ByteWriter key = new ByteWriter();
        key.writeByte('O');
        key.writeInt(generation);
        return key.toBytes();
    }

    static byte[] partialsOf(int generation) {
        return Arrays.copyOf(segment(generation, 0), 5);
    }

    /** What all partials of a segment's groups from one on are not before. */
    static byte[] group(int generation, int segment, GroupKey group) {
        ByteWriter key = new ByteWriter();
        key.writeRaw(segment(generation, segment));
        key.writeRaw(group.bytes());
        return key.toBytes();
    }

    static void partial(int generation, int segment, GroupKey group, long tileMillis, ByteWriter key) {
        key.clear();
        key.writeByte('P');
        key.writeInt(generation);
        key.writeInt(segment);
        key.writeRaw(group.bytes());
        key.writeLong(tileMillis ^ Long.MIN_VALUE);
    }

    static GroupKey groupOf(byte[] partialKey) {
        return groupOf(partialKey, partialKey.length);
    }

    static GroupKey groupOf(byte[] partialKey, int keyLength) {
        return GroupKey.of(Arrays.copyOfRange(partialKey, SEGMENT_PREFIX, keyLength - Long.BYTES));
    }

    static boolean isOfGroup(byte[] partialKey, int keyLength, byte[] group) {
        return keyLength == SEGMENT_PREFIX + group.length + Long.BYTES
                && Arrays.equals(partialKey, SEGMENT_PREFIX, SEGMENT_PREFIX + group.length, group, 0, group.length);
    }

    /** The order of partials of several segments by group, then tile. */
    static int compareRows(byte[] one, int oneLength, byte[] other, int otherLength) {
        return Arrays.compareUnsigned(one, SEGMENT_PREFIX, oneLength, other, SEGMENT_PREFIX, otherLength);
    }

    /** Eight bytes of what rows are ordered by, as {@link GroupKey#start} has those of a group. */
    static long orderOf(byte[] partialKey, int keyLength, int from) {
        int at = SEGMENT_PREFIX + from;
        if (at + Long.BYTES <= keyLength) {
            return (long) LONG.get(partialKey, at);
        }
        long start = 0;
        for (int i = at; i < at + Long.BYTES; i++) {
            start = start << Byte.SIZE | (i < keyLength ? partialKey[i] & 0xFF : 0);
        }
        return start;
    }

    static int groupLengthOf(byte[] partialKey) {
        return partialKey.length - SEGMENT_PREFIX - Long.BYTES;
    }

    static long tileOf(byte[] partialKey) {
        return tileOf(partialKey, partialKey.length);
    }

    static long tileOf(byte[] partialKey, int keyLength) {
        return (long) LONG.get(partialKey, keyLength - Long.BYTES) ^ Long.MIN_VALUE;
    }
}
