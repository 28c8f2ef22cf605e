package io.tidemark.columns.write;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** How numbers of one type are written without a dictionary, and what their extremes are. Owned by one column. */
final class PlainNumbers {
    private static final ByteBufferAllocator HEAP = new HeapByteBufferAllocator();
    private static final int SLAB = 4096;
    private static final int PAGE = 1 << 20;

    private final PrimitiveTypeName type;
    private final ByteSlab slab = new ByteSlab();
    /** Null if differences say nothing. */
    private final ValuesWriter differences;

    PlainNumbers(PrimitiveTypeName type) {
        this.type = type;
        this.differences = switch (type) {
            case INT32 -> new DeltaBinaryPackingValuesWriterForInteger(SLAB, PAGE, HEAP);
            case INT64 -> new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, HEAP);
            default -> null;
        };
    }

    /** Bytes of a number in a dictionary page. */
    int width() {
        return type == PrimitiveTypeName.INT64 || type == PrimitiveTypeName.DOUBLE ? Long.BYTES : Integer.BYTES;
    }

    boolean mayHaveDictionary() {
        return type != PrimitiveTypeName.BOOLEAN;
    }

    Encoding encoding() {
        return differences == null ? Encoding.PLAIN : Encoding.DELTA_BINARY_PACKED;
    }

    /** Valid until the next call. */
    BytesInput encoded(long[] bits, int count) throws IOException {
        if (type == PrimitiveTypeName.BOOLEAN) {
            return BytesInput.from(packed(bits, count));
        }
        if (differences == null) {
            slab.clear();
            for (int i = 0; i < count; i++) {
                add(bits[i]);
            }
            return slab.content();
        }
        differences.reset();
        for (int i = 0; i < count; i++) {
            if (type == PrimitiveTypeName.INT64) {
                differences.writeLong(bits[i]);
            } else {
                differences.writeInteger((int) bits[i]);
            }
        }
        return differences.getBytes();
    }

    /** The dictionary page. */
    BytesInput content(NumberDictionary dictionary) {
        slab.clear();
        for (int id = 0; id < dictionary.size(); id++) {
            add(dictionary.number(id));
        }
        return slab.content();
    }

    private void add(long number) {
        if (width() == Long.BYTES) {
            slab.addLong(number);
        } else {
            slab.addInt((int) number);
        }
    }

    private static byte[] packed(long[] bits, int count) {
        byte[] packed = new byte[(count + Byte.SIZE - 1) / Byte.SIZE];
        for (int i = 0; i < count; i++) {
            packed[i / Byte.SIZE] |= (byte) (bits[i] << (i % Byte.SIZE));
        }
        return packed;
    }

    /** Of one number at least. */
    void tellExtremes(long[] bits, int count, Statistics<?> statistics) {
        switch (type) {
            case BOOLEAN -> each(bits, count, number -> statistics.updateStats(number != 0));
            case FLOAT -> each(bits, count, number -> statistics.updateStats(Float.intBitsToFloat((int) number)));
            case DOUBLE -> each(bits, count, number -> statistics.updateStats(Double.longBitsToDouble(number)));
            default -> tellWholeExtremes(bits, count, statistics);
        }
    }

    private static void each(long[] bits, int count, LongConsumer take) {
        for (int i = 0; i < count; i++) {
            take.accept(bits[i]);
        }
    }

    private void tellWholeExtremes(long[] bits, int count, Statistics<?> statistics) {
        long least = bits[0];
        long greatest = least;
        for (int i = 1; i < count; i++) {
            least = Math.min(least, bits[i]);
            greatest = Math.max(greatest, bits[i]);
        }
        if (type == PrimitiveTypeName.INT64) {
            statistics.updateStats(least);
            statistics.updateStats(greatest);
        } else {
            statistics.updateStats((int) least);
            statistics.updateStats((int) greatest);
        }
    }
}
