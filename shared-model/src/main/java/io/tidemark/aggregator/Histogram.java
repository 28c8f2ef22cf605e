package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.LongField;
import io.tidemark.memory.HeapSize;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many numbers lie between fixed bounds. */
final class Histogram<E> extends LongAggregator<E, long[], Map<String, Long>>
        implements SubtractableAggregator<E, long[], Map<String, Long>> {
    private static final int MAX_BOUNDS = 1_000;

    private final long[] bounds;
    private final String[] labels;

    Histogram(LongField<E> field, long... bounds) {
        super("histogram" + Arrays.toString(bounds), ResultType.JSON, EXACT_GROUP, field);
        ParameterException.requireBetween("a number of bounds of", bounds.length, 1, MAX_BOUNDS);
        for (int i = 1; i < bounds.length; i++) {
            if (bounds[i - 1] >= bounds[i]) {
                throw new ParameterException(
                        "the bounds " + bounds[i - 1] + ", " + bounds[i] + " do not ascend",
                        "give each bound once, the lowest first");
            }
        }
        this.bounds = bounds.clone();
        this.labels = labels(bounds);
    }

    private static String[] labels(long[] bounds) {
        String[] labels = new String[bounds.length + 1];
        for (int i = 0; i < labels.length; i++) {
            String first = i == 0 ? "(-inf" : "[" + bounds[i - 1];
            String end = i == bounds.length ? "+inf)" : bounds[i] + ")";
            labels[i] = first + "," + end;
        }
        return labels;
    }

    @Override
    public long[] create() {
        return new long[labels.length];
    }

    @Override
    public void add(long[] counts, E event, EventPosition at) {
        int found = Arrays.binarySearch(bounds, field.applyAsLong(event));
        counts[found < 0 ? -found - 1 : found + 1]++;
    }

    @Override
    public void merge(long[] into, long[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] += from[i];
        }
    }

    @Override
    public void subtract(long[] into, long[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] -= from[i];
        }
    }

    @Override
    public Map<String, Long> result(long[] counts) {
        Map<String, Long> result = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i++) {
            result.put(labels[i], counts[i]);
        }
        return Collections.unmodifiableMap(result);
    }

    @Override
    public void write(long[] counts, ByteWriter out) {
        for (long count : counts) {
            out.writeVarLong(count);
        }
    }

    @Override
    public long heapBytes(long[] counts, int encodedBytes) {
        return HeapSize.array(counts.length, Long.BYTES);
    }

    @Override
    public long[] read(ByteReader in) {
        long[] counts = create();
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readVarLong();
        }
        return counts;
    }
}
