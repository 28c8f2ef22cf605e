package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import io.tidemark.memory.HeapSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/** The set of different values, of which the least are kept: which those are does not depend on the order of events. */
final class LeastValues<E> extends ValueAggregator<E, TreeSet<Object>, List<Object>> {
    private static final long EMPTY_BYTES = HeapSize.object(HeapSize.REFERENCE) + HeapSize.object(36);
    private static final long ENTRY_BYTES = HeapSize.object(5 * HeapSize.REFERENCE + 4);

    private final int limit;

    LeastValues(Field<E, ?> field, int limit) {
        super("set(limit=" + limit + ")", ResultType.JSON, EXACT_CHOICE, field);
        ParameterException.requireBetween("a limit of", limit, 1, KeptEvents.MAX_LIMIT);
        this.limit = limit;
    }

    @Override
    public TreeSet<Object> create() {
        return new TreeSet<>(type::compare);
    }

    @Override
    public void add(TreeSet<Object> values, E event, EventPosition at) {
        Object value = value(event);
        if (value != null) {
            offer(values, value);
        }
    }

    private void offer(TreeSet<Object> values, Object value) {
        values.add(value);
        if (values.size() > limit) {
            values.pollLast();
        }
    }

    @Override
    public void merge(TreeSet<Object> into, TreeSet<Object> from) {
        for (Object value : from) {
            offer(into, value);
        }
    }

    @Override
    public List<Object> result(TreeSet<Object> values) {
        return Collections.unmodifiableList(new ArrayList<>(values));
    }

    @Override
    public void write(TreeSet<Object> values, ByteWriter out) {
        out.writeVarInt(values.size());
        for (Object value : values) {
            type.write(value, out);
        }
    }

    @Override
    public long heapBytes(TreeSet<Object> values, int encodedBytes) {
        return EMPTY_BYTES + values.size() * ENTRY_BYTES + type.heapBytes(values.size(), encodedBytes);
    }

    @Override
    public TreeSet<Object> read(ByteReader in) {
        TreeSet<Object> values = create();
        int size = in.readVarInt();
        for (int i = 0; i < size; i++) {
            values.add(type.read(in));
        }
        return values;
    }
}
