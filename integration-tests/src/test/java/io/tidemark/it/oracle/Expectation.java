package io.tidemark.it.oracle;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.aggregator.Trait;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.testkit.PlainFold.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The rows that an answer should have. Tiles compare in every metric; a whole range in the counts, sums, minima and
 * maxima alone, which add up from the tiles and are told by their names ({@code sum_…}, {@code min_…}, {@code max_…}).
 */
final class Expectation {
    /** Three times the standard error of a HyperLogLog sketch of 4,096 registers, and some. */
    private static final double SKETCH_ERROR = 0.06;

    private final AggregationDefinition<?> definition;
    private final GroupCodec codec;
    private final Map<Cell, List<Object>> cells;

    Expectation(AggregationDefinition<?> definition, Map<Cell, List<Object>> cells) {
        this.definition = definition;
        this.codec = new GroupCodec(definition.groups());
        this.cells = cells;
    }

    /** Only what belongs to these groups; all, if none is named. */
    Expectation onlyGroups(List<GroupKey> groups, AggregationDefinition<?> of) {
        if (groups.isEmpty()) {
            return this;
        }
        Set<GroupKey> wanted = new HashSet<>(groups);
        Map<Cell, List<Object>> kept = new TreeMap<>();
        cells.forEach((cell, metrics) -> {
            if (wanted.contains(cell.group())) {
                kept.put(cell, metrics);
            }
        });
        return new Expectation(of, kept);
    }

    Map<String, List<Object>> byTile() {
        Map<String, List<Object>> rows = new TreeMap<>();
        cells.forEach((cell, metrics) -> rows.put(group(cell) + " " + start(cell.tileMillis()), metrics));
        return rows;
    }

    Map<String, List<Object>> byGroup() {
        Map<String, List<Object>> rows = new TreeMap<>();
        cells.forEach((cell, metrics) -> rows.merge(group(cell), metrics, this::added));
        return rows;
    }

    /** Where a session belongs. */
    String place(Session session) {
        return codec.values(session.group()) + " "
                + Instant.ofEpochMilli(session.span().firstMillis()) + " to "
                + Instant.ofEpochMilli(session.span().endMillis());
    }

    /** Where a row belongs, in the words of {@link #byTile} or {@link #byGroup}. */
    String place(JsonNode row, boolean isWhole) {
        List<String> values = new ArrayList<>();
        definition
                .groups()
                .forEach(
                        field -> values.add(row.path("group").path(field.name()).asText()));
        return isWhole ? values.toString() : values + " " + row.path("start").asText("null");
    }

    void compare(List<Object> wanted, JsonNode row, boolean isWhole, Supplier<String> told) {
        for (int i = 0; i < wanted.size(); i++) {
            Metric<?> metric = definition.metrics().get(i);
            if (isWhole && !addsUp(metric.name())) {
                continue;
            }
            JsonNode found = row.path("metrics").path(metric.name());
            boolean isExact = metric.aggregator().traits().contains(Trait.EXACT);
            if (isExact ? !isSame(wanted.get(i), found) : !isNear(wanted.get(i), found)) {
                fail(metric.name() + " is " + found + ", and should be " + wanted.get(i) + ", at " + told.get());
            }
        }
    }

    private List<Object> added(List<Object> a, List<Object> b) {
        List<Object> sum = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            String name = definition.metrics().get(i).name();
            sum.add(addsUp(name) ? added(name, (Number) a.get(i), (Number) b.get(i)) : null);
        }
        return sum;
    }

    private static Object added(String name, Number a, Number b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        if (name.startsWith("min_")) {
            return Math.min(a.longValue(), b.longValue());
        }
        return name.startsWith("max_") ? Math.max(a.longValue(), b.longValue()) : a.longValue() + b.longValue();
    }

    private static boolean addsUp(String metric) {
        return metric.matches("(sum|min|max)_.*|count|flights|early_flights");
    }

    private String group(Cell cell) {
        return codec.values(cell.group()).stream()
                .map(String::valueOf)
                .collect(Collectors.toList())
                .toString();
    }

    private String start(long tileMillis) {
        return definition.tile().isAllTime()
                ? "null"
                : Instant.ofEpochMilli(tileMillis).toString();
    }

    private static boolean isSame(Object wanted, JsonNode found) {
        if (wanted == null) {
            return found.isNull();
        }
        if (wanted instanceof Double number) {
            return found.isNumber() && found.doubleValue() == number;
        }
        if (wanted instanceof Collection<?> || wanted instanceof Map<?, ?>) {
            return found.isContainerNode();
        }
        return wanted.toString().equals(found.asText());
    }

    /** Of sketches, only estimates of a number are held against the stated error here. */
    private static boolean isNear(Object wanted, JsonNode found) {
        return !(wanted instanceof Long number)
                || Math.abs(found.asLong() - number) <= Math.max(1, SKETCH_ERROR * number);
    }
}
