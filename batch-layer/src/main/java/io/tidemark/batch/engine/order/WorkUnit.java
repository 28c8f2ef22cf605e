package io.tidemark.batch.engine.order;

import java.util.List;

/**
 * The files that one task folds, one after the other.
 *
 * @param number of the unit, from 0: what units have folded is merged in this order
 * @param parts which of {@link WorkOrder#parts} fold it, by their places
 */
public record WorkUnit(int number, List<OrderedFile> files, List<Integer> parts) {
    public WorkUnit {
        files = List.copyOf(files);
        parts = List.copyOf(parts);
    }

    /** The records that will be read. */
    public long rows() {
        return files.stream().mapToLong(OrderedFile::rows).sum();
    }
}
