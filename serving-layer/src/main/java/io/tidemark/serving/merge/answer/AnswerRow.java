package io.tidemark.serving.merge.answer;

import io.tidemark.fold.GroupKey;
import io.tidemark.memory.HeapSize;
import java.util.List;

/**
 * One group and window that has data.
 *
 * @param values of the group's fields, in their order; a value may be null
 * @param firstMillis the window's first instant
 * @param endMillis the instant after its last
 * @param metrics the finished metrics that were asked for, in the order asked; a value may be null
 * @param settled whether the window is answered by batch alone and closed for longer than the allowed lateness
 */
public record AnswerRow(
        GroupKey group,
        List<Object> values,
        long firstMillis,
        long endMillis,
        List<Object> metrics,
        Origin origin,
        boolean settled) {
    private static final long OWN_BYTES = HeapSize.object(5 * HeapSize.REFERENCE + 2 * Long.BYTES);

    /** What it takes on the heap, about. */
    public long heapBytes() {
        return OWN_BYTES
                + HeapSize.array(group.bytes().length, Byte.BYTES)
                + HeapSize.value(values)
                + HeapSize.value(metrics);
    }
}
