package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The events kept so far, the first of the order first. Owned by one thread. */
final class KeptEventsCell {
    private Kept[] events = new Kept[1];
    private int size;

    static final class Kept {
        static final long HEAP_BYTES = HeapSize.object(2 * Long.BYTES + Integer.BYTES + HeapSize.REFERENCE);

        long rank;
        int partition;
        long offset;
        Object value;
    }

    void offer(KeptOrder order, int limit, long rank, int partition, long offset, Object value) {
        Kept kept;
        if (size < limit) {
            kept = new Kept();
        } else if (order.precedes(rank, partition, offset, events[size - 1])) {
            kept = events[--size];
        } else {
            return;
        }
        kept.rank = rank;
        kept.partition = partition;
        kept.offset = offset;
        kept.value = value;
        insert(order, kept);
    }

    private void insert(KeptOrder order, Kept kept) {
        if (size == events.length) {
            events = Arrays.copyOf(events, size * 2);
        }
        int place = size++;
        while (place > 0 && order.precedes(kept.rank, kept.partition, kept.offset, events[place - 1])) {
            events[place] = events[place - 1];
            place--;
        }
        events[place] = kept;
    }

    void offerAll(KeptOrder order, int limit, KeptEventsCell from) {
        for (int i = 0; i < from.size; i++) {
            Kept kept = from.events[i];
            offer(order, limit, kept.rank, kept.partition, kept.offset, kept.value);
        }
    }

    /** The one value kept, or null. */
    Object value() {
        return size == 0 ? null : events[0].value;
    }

    List<Object> values() {
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(events[i].value);
        }
        return Collections.unmodifiableList(values);
    }

    /** As documents of {@code label} and {@code value}. */
    List<Map<String, Object>> labelled() {
        List<Map<String, Object>> rows = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("label", events[i].value);
            row.put("value", events[i].rank);
            rows.add(Collections.unmodifiableMap(row));
        }
        return Collections.unmodifiableList(rows);
    }

    void write(ValueType type, ByteWriter out) {
        out.writeVarInt(size);
        for (int i = 0; i < size; i++) {
            Kept kept = events[i];
            out.writeVarLong(kept.rank);
            out.writeVarInt(kept.partition);
            out.writeVarLong(kept.offset);
            type.write(kept.value, out);
        }
    }

    long heapBytes(ValueType type, int encodedBytes) {
        return HeapSize.object(HeapSize.REFERENCE + Integer.BYTES)
                + HeapSize.array(events.length, HeapSize.REFERENCE)
                + size * Kept.HEAP_BYTES
                + type.heapBytes(size, encodedBytes);
    }

    void read(ValueType type, ByteReader in) {
        size = in.readVarInt();
        events = new Kept[Math.max(1, size)];
        for (int i = 0; i < size; i++) {
            Kept kept = new Kept();
            kept.rank = in.readVarLong();
            kept.partition = in.readVarInt();
            kept.offset = in.readVarLong();
            kept.value = type.read(in);
            events[i] = kept;
        }
    }
}
