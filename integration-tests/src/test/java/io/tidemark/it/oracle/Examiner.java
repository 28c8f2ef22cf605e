package io.tidemark.it.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Asks a node at random, and holds each answer against the plain fold below the answer's own {@code asOf}. */
public final class Examiner {
    private static final int MOST_GROUPS = 12;
    /** No page is longer. */
    private static final int ROWS = 10_000;

    private final NodeClient node;
    private final Model model;
    private final Map<String, Oracle<?>> oracles;
    private final Map<String, List<GroupKey>> known;
    private final SplittableRandom random;

    /** One answer that was right. */
    public record Answered(
            String aggregation, OffsetVector asOf, OffsetVector tidemark, int rows, boolean complete, String missing) {}

    public Examiner(NodeClient node, Model model, LogCopy log, SplittableRandom random) {
        this(node, model, new HashMap<>(), new HashMap<>(), random);
        model.aggregations().forEach(definition -> oracles.put(definition.name(), new Oracle<>(definition, log)));
    }

    private Examiner(
            NodeClient node,
            Model model,
            Map<String, Oracle<?>> oracles,
            Map<String, List<GroupKey>> known,
            SplittableRandom random) {
        this.node = node;
        this.model = model;
        this.oracles = oracles;
        this.known = known;
        this.random = random;
    }

    /** One that asks another node of the same system. */
    public Examiner of(NodeClient other) {
        return new Examiner(other, model, oracles, known, random);
    }

    /**
     * Asks one question.
     *
     * @throws io.tidemark.launcher.client.NodeException if it is not answered
     * @throws AssertionError if it is answered wrongly
     */
    public Answered examine() {
        List<AggregationDefinition<?>> all = model.aggregations();
        AggregationDefinition<?> definition = all.get(random.nextInt(all.size()));
        boolean hasGroups = !definition.groups().isEmpty();
        boolean isAnyKnown = !known.getOrDefault(definition.name(), List.of()).isEmpty();
        if (hasGroups && (!isAnyKnown || random.nextInt(4) == 0)) {
            return examineTop(definition);
        }
        return definition.sessions().isPresent() && random.nextBoolean()
                ? examineSessions(definition)
                : examineSeries(definition);
    }

    /** Asks for the tiles, or for the whole range in one row, of some groups. */
    private Answered examineSeries(AggregationDefinition<?> definition) {
        List<GroupKey> asked = someGroups(definition);
        boolean isWhole = random.nextInt(3) == 0;
        List<Parameter> question = new ArrayList<>(groups(definition, asked));
        question.add(new Parameter("window", isWhole ? "range" : "tile"));
        question.add(new Parameter("limit", String.valueOf(ROWS)));
        JsonNode answer = ask(definition, "query", question);
        Expectation expected = expectation(definition, answer).onlyGroups(asked, definition);
        Map<String, JsonNode> rows = new TreeMap<>();
        for (JsonNode row : answer.path("rows")) {
            JsonNode former = rows.put(expected.place(row, isWhole), row);
            assertEquals(null, former, () -> "two rows for one place: " + row + told(question, answer));
        }
        assertFalse(answer.has("next"), () -> "more than one page" + told(question, answer));
        Map<String, List<Object>> wanted = isWhole ? expected.byGroup() : expected.byTile();
        assertEquals(wanted.keySet(), rows.keySet(), () -> "rows" + told(question, answer));
        wanted.forEach((place, metrics) ->
                expected.compare(metrics, rows.get(place), isWhole, () -> place + told(question, answer)));
        return answered(definition, answer);
    }

    /** Asks for the sessions of some groups. */
    private Answered examineSessions(AggregationDefinition<?> definition) {
        List<GroupKey> asked = someGroups(definition);
        List<Parameter> question = new ArrayList<>(groups(definition, asked));
        question.add(new Parameter("window", "session"));
        question.add(new Parameter("limit", String.valueOf(ROWS)));
        JsonNode answer = ask(definition, "query", question);
        Expectation expected = expectation(definition, answer);
        Map<String, List<Object>> wanted = new TreeMap<>();
        oracles.get(definition.name()).sessionsBelow(vector(answer, "asOf")).forEach((session, metrics) -> {
            if (asked.isEmpty() || asked.contains(session.group())) {
                wanted.put(expected.place(session), metrics);
            }
        });
        Map<String, JsonNode> rows = new TreeMap<>();
        for (JsonNode row : answer.path("rows")) {
            rows.put(expected.place(row, false) + " to " + row.path("end").asText(), row);
        }
        assertEquals(wanted.keySet(), rows.keySet(), () -> "sessions" + told(question, answer));
        wanted.forEach((place, metrics) ->
                expected.compare(metrics, rows.get(place), false, () -> place + told(question, answer)));
        return answered(definition, answer);
    }

    /** Asks for the groups with the most events; which of equals come is open. */
    private Answered examineTop(AggregationDefinition<?> definition) {
        String by = definition.metrics().get(0).name();
        List<Parameter> question = List.of(new Parameter("by", by), new Parameter("n", "5"));
        JsonNode answer = ask(definition, "top", question);
        Expectation expected = expectation(definition, answer);
        Map<String, List<Object>> wanted = expected.byGroup();
        List<Long> greatest = wanted.values().stream()
                .map(metrics -> ((Number) metrics.get(0)).longValue())
                .sorted((a, b) -> Long.compare(b, a))
                .limit(5)
                .toList();
        List<Long> found = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            found.add(row.path("metrics").path(by).asLong());
            String place = expected.place(row, true);
            assertTrue(wanted.containsKey(place), () -> place + " has no events" + told(question, answer));
            expected.compare(wanted.get(place), row, true, () -> place + told(question, answer));
        }
        assertEquals(greatest, found, () -> "the greatest" + told(question, answer));
        return answered(definition, answer);
    }

    private Expectation expectation(AggregationDefinition<?> definition, JsonNode answer) {
        Map<Cell, List<Object>> cells = oracles.get(definition.name()).below(vector(answer, "asOf"));
        known.put(
                definition.name(),
                cells.keySet().stream().map(Cell::group).distinct().toList());
        return new Expectation(definition, cells);
    }

    private Answered answered(AggregationDefinition<?> definition, JsonNode answer) {
        return new Answered(
                definition.name(),
                vector(answer, "asOf"),
                vector(answer, "tidemark"),
                answer.path("rows").size(),
                answer.path("complete").asBoolean(),
                answer.path("missing").toString());
    }

    private JsonNode ask(AggregationDefinition<?> definition, String what, List<Parameter> question) {
        return node.ask("/v1/aggregations/" + definition.name() + "/" + what, question);
    }

    /** With several fields, every combination of the values is asked for. */
    private List<GroupKey> someGroups(AggregationDefinition<?> definition) {
        List<GroupKey> all = known.getOrDefault(definition.name(), List.of());
        if (definition.groups().isEmpty()) {
            return List.of();
        }
        int most = definition.groups().size() == 1 ? 1 + random.nextInt(MOST_GROUPS) : 1;
        return random.ints(most, 0, all.size()).distinct().mapToObj(all::get).toList();
    }

    private static List<Parameter> groups(AggregationDefinition<?> definition, List<GroupKey> asked) {
        GroupCodec codec = new GroupCodec(definition.groups());
        List<Parameter> parameters = new ArrayList<>();
        for (GroupKey key : asked) {
            List<Object> values = codec.values(key);
            for (int field = 0; field < values.size(); field++) {
                parameters.add(new Parameter(definition.groups().get(field).name(), String.valueOf(values.get(field))));
            }
        }
        return parameters;
    }

    private static OffsetVector vector(JsonNode answer, String field) {
        TreeMap<PartitionId, Long> offsets = new TreeMap<>();
        for (Map.Entry<String, JsonNode> topic : answer.path(field).properties()) {
            topic.getValue()
                    .properties()
                    .forEach(e -> offsets.put(
                            LogCopy.partition(topic.getKey(), Integer.parseInt(e.getKey())),
                            e.getValue().asLong()));
        }
        return new OffsetVector(offsets);
    }

    private static String told(List<Parameter> question, JsonNode answer) {
        return "; asked " + question + "; proof: manifest " + answer.path("manifest") + ", as of "
                + answer.path("asOf") + ", tidemark " + answer.path("tidemark") + ", missing "
                + answer.path("missing");
    }
}
