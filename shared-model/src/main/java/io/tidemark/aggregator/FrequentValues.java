package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import io.tidemark.memory.HeapSize;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.datasketches.common.ArrayOfItemsSerDe;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.frequencies.ItemsSketch.Row;
import org.apache.datasketches.memory.Memory;

/**
 * The most frequent values by an Apache DataSketches frequent-items sketch of strings (J. Misra, D. Gries, 1982; D.
 * Anderson and others, 2017). Stored as a length and the library's bytes; no bytes for no value.
 */
final class FrequentValues<E> extends ValueAggregator<E, FrequentValues.Cell, List<Map<String, Object>>>
        implements SketchAggregator<E, FrequentValues.Cell, List<Map<String, Object>>>,
                EstimatingAggregator<E, FrequentValues.Cell, List<Map<String, Object>>> {
    /** Of all values, by the size of the map: no count is further off, and no value that makes up more is missed. */
    private static final double STATED = 3.5;

    private static final ArrayOfItemsSerDe<String> STRINGS = new ArrayOfStringsSerDe();
    private static final int MIN_MAP_SIZE = 8;
    private static final int MAX_MAP_SIZE = 1 << 20;

    /** The cell, the sketch, its map and the headers of the map's arrays. */
    private static final long EMPTY_BYTES = HeapSize.object(HeapSize.REFERENCE) + 2 * HeapSize.object(36) + 32;

    private final int maxMapSize;
    private final int limit;

    static final class Cell {
        /** Null while there is no value. */
        ItemsSketch<String> sketch;
    }

    FrequentValues(Field<E, ?> field, int maxMapSize, int limit) {
        super("frequentItems(maxMapSize=" + maxMapSize + ",limit=" + limit + ")", ResultType.JSON, APPROXIMATE, field);
        ParameterException.requireBetween("a map size of", maxMapSize, MIN_MAP_SIZE, MAX_MAP_SIZE);
        ParameterException.requireBetween("a limit of", limit, 1, MAX_MAP_SIZE);
        if (Integer.bitCount(maxMapSize) != 1) {
            int above = Integer.highestOneBit(maxMapSize) << 1;
            throw new ParameterException("a map size of " + maxMapSize + " is no power of two", "use " + above);
        }
        this.maxMapSize = maxMapSize;
        this.limit = limit;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        Object value = value(event);
        if (value != null) {
            if (cell.sketch == null) {
                cell.sketch = new ItemsSketch<>(maxMapSize);
            }
            cell.sketch.update(value.toString());
        }
    }

    @Override
    public void merge(Cell into, Cell from) {
        if (from.sketch != null) {
            if (into.sketch == null) {
                into.sketch = new ItemsSketch<>(maxMapSize);
            }
            into.sketch.merge(from.sketch);
        }
    }

    @Override
    public List<Map<String, Object>> result(Cell cell) {
        if (cell.sketch == null) {
            return List.of();
        }
        return Arrays.stream(cell.sketch.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
                .sorted(Comparator.<Row<String>>comparingLong(Row::getEstimate)
                        .reversed()
                        .thenComparing(Row::getItem))
                .limit(limit)
                .map(FrequentValues::document)
                .toList();
    }

    private static Map<String, Object> document(Row<String> row) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("value", row.getItem());
        document.put("count", row.getEstimate());
        document.put("at_least", row.getLowerBound());
        return document;
    }

    @Override
    public Optional<String> beyondError(List<E> events, List<Map<String, Object>> result) {
        Map<String, Long> counts = events.stream()
                .map(this::value)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(Object::toString, Collectors.counting()));
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        double allowed = STATED / maxMapSize * all;
        Map<String, Long> left = new HashMap<>(counts);
        for (Map<String, Object> row : result) {
            String value = (String) row.get("value");
            Long exact = left.remove(value);
            long atLeast = (Long) row.get("at_least");
            long count = (Long) row.get("count");
            if (exact == null || atLeast > exact || count < exact || count - exact > allowed) {
                return Optional.of("counts " + row + ", which is there " + exact + " times, of which it may be "
                        + allowed + " off");
            }
        }
        boolean isFull = result.size() == limit;
        return left.entrySet().stream()
                .filter(missed -> !isFull && missed.getValue() > allowed)
                .map(missed -> "misses " + missed)
                .findFirst();
    }

    @Override
    public byte[] sketch(Cell cell) {
        return (cell.sketch == null ? new ItemsSketch<String>(maxMapSize) : cell.sketch).toByteArray(STRINGS);
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeBytes(cell.sketch == null ? new byte[0] : sketch(cell));
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        if (cell.sketch == null) {
            return HeapSize.object(HeapSize.REFERENCE);
        }
        // The library fills three quarters of its map of a long, a short and a reference each, and goes on to hold
        // values
        // that it has given up until their place is taken.
        long slots = cell.sketch.getCurrentMapCapacity() * 4L / 3;
        int active = Math.max(1, cell.sketch.getNumActiveItems());
        long values = Math.max(active, Math.min(slots, cell.sketch.getStreamLength()));
        return EMPTY_BYTES
                + HeapSize.array(slots, Long.BYTES + Short.BYTES + HeapSize.REFERENCE)
                + ValueType.STRING.heapBytes(active, encodedBytes) * values / active;
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        byte[] bytes = in.readBytes();
        cell.sketch = bytes.length == 0 ? null : ItemsSketch.getInstance(Memory.wrap(bytes), STRINGS);
        return cell;
    }
}
