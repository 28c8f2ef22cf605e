package io.tidemark.speed.generation;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.PartitionId;
import java.util.Arrays;

/**
 * The keys of the state store, all numbers big endian.
 *
 * <pre>
 * generation   'G' | generation id (4)                                              -> GenerationCodec
 * partial      'P' | generation id (4) | segment id (4) | group key | tile start (8)  -> accumulators
 * quarantine   'Q' | length, topic | partition (4)                                    -> QuarantineState
 * </pre>
 *
 * The tile's sign bit is flipped, so that unsigned byte order is the order of time. A group key can be the beginning of
 * another one; two keys of one length never are, so a scan for a group compares lengths.
 */
public final class StateLayout {
    static final byte[] FIRST_GENERATION = {'G'};
    static final byte[] END_OF_GENERATIONS = {'G' + 1};
    private static final int SEGMENT_PREFIX = 9;

    private StateLayout() {}

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
        return GroupKey.of(Arrays.copyOfRange(partialKey, SEGMENT_PREFIX, partialKey.length - Long.BYTES));
    }

    static int groupLengthOf(byte[] partialKey) {
        return partialKey.length - SEGMENT_PREFIX - Long.BYTES;
    }

    static long tileOf(byte[] partialKey) {
        return new ByteReader(partialKey, partialKey.length - Long.BYTES, Long.BYTES).readLong() ^ Long.MIN_VALUE;
    }
}
