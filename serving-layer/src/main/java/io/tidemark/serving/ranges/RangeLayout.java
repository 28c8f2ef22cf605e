package io.tidemark.serving.ranges;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.UnstorableGroupException;
import io.tidemark.groups.GroupFilter;
import io.tidemark.http.json.StrictJson;
import io.tidemark.http.problem.NearestName;
import io.tidemark.manifest.KeyRange;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import io.tidemark.model.Model;
import io.tidemark.serving.index.GroupRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Into which ranges of groups views are divided. It is said by their borders, in JSON: {@code {"customers": [300000, 600000]}},
 * of each aggregation that is divided where the second range begins, and each further one. So ranges follow one another, and
 * neither overlap nor leave any group out. A border is a value of the first group field, or a list of values of the first ones. An
 * aggregation that is not named is held whole by every node. Immutable.
 */
final class RangeLayout {
    private final int ranges;
    private final SortedMap<String, List<Border>> borders = new TreeMap<>();

    /** @param text as the operator wrote it */
    private record Border(GroupKey key, String text) {}

    private RangeLayout(int ranges) {
        this.ranges = ranges;
    }

    /**
     * @param ranges how many there are to be
     * @throws RangesException if they cannot be so
     */
    static RangeLayout read(String text, Model model, int ranges) {
        JsonNode read;
        try {
            read = StrictJson.read(text);
        } catch (JsonProcessingException e) {
            throw new RangesException(
                    RangeSettings.BORDERS, "is no JSON: " + Reason.of(e), "write it such as {\"customers\": [\"m\"]}");
        }
        if (!read.isObject() || read.isEmpty()) {
            throw new RangesException(
                    RangeSettings.BORDERS,
                    "names no aggregation",
                    "write an object, such as {\"customers\": [\"m\"]}: by aggregation, where its ranges begin");
        }
        RangeLayout layout = new RangeLayout(ranges);
        read.properties().forEach(of -> layout.add(of.getKey(), of.getValue(), model));
        return layout;
    }

    private void add(String name, JsonNode written, Model model) {
        String place = RangeSettings.BORDERS + ", aggregation \"" + name + "\"";
        AggregationDefinition<?> definition = model.aggregation(name)
                .orElseThrow(() -> new RangesException(
                        place,
                        "is not in the model",
                        NearestName.mend(
                                name,
                                model.aggregations().stream()
                                        .map(AggregationDefinition::name)
                                        .toList())));
        if (definition.groups().isEmpty()) {
            throw new RangesException(place, "has one group alone, which cannot be divided", "leave it out");
        }
        if (!written.isArray() || written.size() != ranges - 1) {
            throw new RangesException(
                    place,
                    (written.isArray() ? written.size() + " borders make " + (written.size() + 1) : "no list makes any")
                            + " ranges, and " + RangeSettings.OWNERS + " names the nodes of " + ranges,
                    "write a list of " + (ranges - 1) + ": where the second range begins, and each further one");
        }
        List<Border> found = new ArrayList<>();
        for (JsonNode one : written) {
            Border border = new Border(key(place, definition, one), one.toString());
            Border before = found.isEmpty() ? null : found.get(found.size() - 1);
            if (before != null && before.key().compareTo(border.key()) >= 0) {
                throw new RangesException(
                        place,
                        border.text() + " does not come after " + before.text(),
                        "write the borders in the order of groups: numbers and times ascending, texts by their characters");
            }
            found.add(border);
        }
        borders.put(name, List.copyOf(found));
    }

    private static GroupKey key(String place, AggregationDefinition<?> definition, JsonNode border) {
        List<JsonNode> values = new ArrayList<>();
        if (border.isArray()) {
            border.forEach(values::add);
        } else {
            values.add(border);
        }
        List<Set<Object>> leading = new ArrayList<>();
        for (GroupField<?> field : definition.groups()) {
            boolean isGiven = leading.size() < values.size();
            leading.add(
                    isGiven
                            ? new HashSet<>(Collections.singleton(value(place, field, values.get(leading.size()))))
                            : Set.of());
        }
        if (values.isEmpty() || values.size() > leading.size()) {
            throw new RangesException(
                    place,
                    border + " has " + values.size() + " values, and a group has " + leading.size(),
                    "write a value of the first group field, or a list of values of the first ones");
        }
        try {
            return GroupKey.of(GroupFilter.searched(definition, leading).prefix());
        } catch (UnstorableGroupException e) {
            throw new RangesException(place, Reason.of(e), "write a border at which a group may be");
        }
    }

    private static Object value(String place, GroupField<?> field, JsonNode written) {
        if (written.isNull()) {
            return null;
        }
        boolean isText = field.type() == GroupType.STRING || field.type() == GroupType.ENUM;
        try {
            if (!written.isValueNode() || (isText && !written.isTextual())) {
                throw new IllegalArgumentException(written + " is no " + (isText ? "text" : "value"));
            }
            return field.type().parse(written.asText());
        } catch (IllegalArgumentException e) {
            throw new RangesException(
                    place,
                    "group field \"" + field.name() + "\": " + Reason.of(e),
                    "give a value of that field's type");
        }
    }

    int size() {
        return ranges;
    }

    boolean divides(String aggregation) {
        return borders.containsKey(aggregation);
    }

    /** Which range a group is in; 0: the first. */
    int rangeOf(String aggregation, GroupKey group) {
        List<Border> all = borders.get(aggregation);
        int range = 0;
        while (range < all.size() && all.get(range).key().compareTo(group) <= 0) {
            range++;
        }
        return range;
    }

    GroupRange range(String aggregation, int number) {
        List<Border> all = borders.get(aggregation);
        return new GroupRange(
                number == 0 ? GroupKey.FIRST : all.get(number - 1).key(),
                number == all.size()
                        ? Optional.empty()
                        : Optional.of(all.get(number).key()));
    }

    /** A range as people know it. */
    String describe(String aggregation, int number) {
        List<Border> all = borders.get(aggregation);
        String from = number == 0 ? "" : " from " + all.get(number - 1).text();
        String to = number == all.size() ? "" : " before " + all.get(number).text();
        return "aggregation \"" + aggregation + "\", range " + (number + 1) + " of " + ranges + " (groups" + from + to
                + ")";
    }

    /** The same of those that are alike. */
    String digest() {
        StringBuilder text = new StringBuilder().append(ranges);
        borders.forEach((name, all) -> {
            text.append('\n').append(name);
            all.forEach(
                    border -> text.append(' ').append(KeyRange.text(border.key().bytes())));
        });
        return Digest.of(text.toString());
    }
}
