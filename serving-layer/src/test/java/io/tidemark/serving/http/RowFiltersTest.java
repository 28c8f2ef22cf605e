package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fold.GroupCodec;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is granted and asked, at whatever route: what is seen is the plain fold of the groups that may be seen. */
@Timeout(120)
final class RowFiltersTest {
    private static final List<String> AGGREGATIONS = List.of(SalesModel.BY_SHOP, SalesModel.BY_TILL, SalesModel.ALL);

    @TempDir
    Path directory;

    /** What a guest may see of an aggregation: by field its values, any if it is not there. */
    private record Seen(Map<String, Set<String>> groups) {
        boolean sees(Map<String, String> group) {
            return groups.entrySet().stream().allMatch(field -> field.getValue().contains(group.get(field.getKey())));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void onlyTheGroupsThatMayBeSeenAreSeen(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = SalesLog.random(random, 2, 300);
        // A shop whose name is null, and one that is the empty text.
        log.append(0, new Sale(null, 1, 60, SalesLog.START), SalesLog.START + 18_000_000);
        log.append(1, new Sale("", 1, 60, SalesLog.START), SalesLog.START + 18_000_000);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        InMemoryBatchViews batch = new InMemoryBatchViews();
        Map<Integer, Long> cut = Map.of(0, random.nextLong(log.end(0)), 1, random.nextLong(log.end(1)));
        AGGREGATIONS.forEach(name -> batch.publish(log, SalesModel.definition(name), log.tidemark(cut)));

        Guests guests = new Guests(directory);
        List<String> rules = new ArrayList<>();
        Map<String, Map<String, Seen>> seen = new TreeMap<>();
        for (int guest = 0; guest < 6; guest++) {
            String name = "guest-" + guest;
            guests.know(name, "guest");
            seen.put(name, new HashMap<>());
            for (String aggregation : AGGREGATIONS) {
                random(random, SalesModel.definition(aggregation)).ifPresent(grant -> {
                    seen.get(name).put(aggregation, grant);
                    rules.add(rule(name, aggregation, grant));
                });
            }
        }
        guests.rules(String.join(", ", rules));
        try (HttpBench bench = new HttpBench(
                log, directory.resolve("index"), batch, HttpBench.quick().withAccess(guests.settings()), realtime)) {
            for (int i = 0; i < 60; i++) {
                // In turns, with the same words: what one asked is remembered, and is not another's.
                String asked = AGGREGATIONS.get(random.nextInt(3));
                Map<String, Set<String>> groups = asked(random, SalesModel.definition(asked));
                for (String name : seen.keySet()) {
                    check(bench, log, name, asked, groups, seen.get(name));
                }
            }
            checkFollowers(bench, log, seen);
        }
    }

    private static Optional<Seen> random(SplittableRandom random, AggregationDefinition<?> definition) {
        if (random.nextInt(4) == 0) {
            return Optional.empty();
        }
        Map<String, Set<String>> groups = new TreeMap<>();
        definition.groups().forEach(field -> {
            if (random.nextInt(3) > 0) {
                groups.put(field.name(), some(random, field.name()));
            }
        });
        return Optional.of(new Seen(groups));
    }

    private static Map<String, Set<String>> asked(SplittableRandom random, AggregationDefinition<?> definition) {
        Map<String, Set<String>> asked = new TreeMap<>();
        definition.groups().forEach(field -> {
            if (random.nextInt(2) > 0) {
                asked.put(field.name(), some(random, field.name()));
            }
        });
        return asked;
    }

    /** Some values; of shops there are more than there are sales of. Null is told from the empty text. */
    private static Set<String> some(SplittableRandom random, String field) {
        Set<String> values = new HashSet<>();
        int count = random.nextInt(1, 4);
        while (values.size() < count) {
            int number = random.nextInt(10);
            values.add(
                    field.equals("till")
                            ? String.valueOf(number % 4)
                            : number == 8 ? "" : number == 9 ? null : "shop-" + number);
        }
        return values;
    }

    private static String rule(String user, String aggregation, Seen grant) {
        String groups = grant.groups().entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\": "
                        + field.getValue().stream()
                                .map(value -> value == null ? "null" : "\"" + value + "\"")
                                .toList())
                .collect(Collectors.joining(", "));
        return "{\"users\": [\"" + user + "\"], \"aggregations\": [\"" + aggregation + "\"], \"rights\": [\"read\"]"
                + (groups.isEmpty() ? "" : ", \"groups\": {" + groups + "}") + "}";
    }

    private static void check(
            HttpBench bench,
            SalesLog log,
            String name,
            String aggregation,
            Map<String, Set<String>> asked,
            Map<String, Seen> seen) {
        String path = "/v1/aggregations/" + aggregation;
        String words = words(asked);
        if (!seen.containsKey(aggregation)) {
            for (String question : new String[] {"", "/query?", "/top?by=sales", "/groups?"}) {
                HttpResponse<String> none = Guests.get(bench, name, path + question);
                assertEquals(404, none.statusCode(), none::body);
                for (String other : AGGREGATIONS) {
                    boolean isTold = other.equals(aggregation) || seen.containsKey(other);
                    assertTrue(isTold || !none.body().contains(other), none::body);
                }
            }
            return;
        }
        Seen grant = seen.get(aggregation);
        TreeMap<String, Long> truth =
                truth(log, aggregation, group -> grant.sees(group) && new Seen(asked).sees(group));
        assertEquals(truth, rows(bench, name, path + "/query?limit=3&" + words), () -> name + " " + path + words);
        assertEquals(sums(truth), rows(bench, name, path + "/query?window=all&" + words));
        assertEquals(
                sums(truth).values().stream().sorted().toList(),
                rows(bench, name, path + "/top?by=sales&n=50&" + words).values().stream()
                        .sorted()
                        .toList());
        assertEquals(
                sums(truth(log, aggregation, grant::sees)).keySet(), listed(bench, name, path + "/groups?limit=2"));
        if (!aggregation.equals(SalesModel.ALL)) {
            assertEquals(
                    sums(truth(
                                    log,
                                    aggregation,
                                    group -> grant.sees(group)
                                            && String.valueOf(group.get("shop")).startsWith("shop-")))
                            .keySet(),
                    listed(bench, name, path + "/groups?limit=2&prefix=shop-"));
        }
    }

    private static void checkFollowers(HttpBench bench, SalesLog log, Map<String, Map<String, Seen>> seen)
            throws Exception {
        for (String name : seen.keySet()) {
            for (String aggregation : seen.get(name).keySet()) {
                String path = "/v1/live?window=all&aggregation=" + aggregation;
                try (Follower follower = new Follower(bench, Guests.as(bench, name, path))) {
                    TreeMap<String, Long> rows = new TreeMap<>();
                    add(rows, follower.next("series", event -> true));
                    assertEquals(sums(truth(log, aggregation, seen.get(name).get(aggregation)::sees)), rows);
                }
                HttpBench.await(() ->
                        Guests.get(bench, name, "/v1/live?aggregation=none").statusCode() == 404);
            }
        }
    }

    /** By group and tile, the first metric of the plain fold. */
    private static TreeMap<String, Long> truth(
            SalesLog log, String aggregation, java.util.function.Predicate<Map<String, String>> sees) {
        AggregationDefinition<Sale> definition = SalesModel.definition(aggregation);
        GroupCodec codec = new GroupCodec(definition.groups());
        TreeMap<String, Long> truth = new TreeMap<>();
        log.plainFold(definition, log.ends().offsets()).results().forEach((cell, results) -> {
            Map<String, String> group = new TreeMap<>();
            List<Object> values = codec.values(cell.group());
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                group.put(definition.groups().get(i).name(), value == null ? null : value.toString());
            }
            if (sees.test(group)) {
                String at = java.time.Instant.ofEpochMilli(cell.tileMillis()).toString();
                truth.put(group + " " + at, (Long) results.get(0));
            }
        });
        return truth;
    }

    /** By group, over all tiles. */
    private static TreeMap<String, Long> sums(TreeMap<String, Long> byTile) {
        TreeMap<String, Long> sums = new TreeMap<>();
        byTile.forEach(
                (cell, value) -> sums.merge(cell.substring(0, cell.lastIndexOf(' ')) + " null", value, Long::sum));
        return sums;
    }

    /** All pages' rows. */
    private static TreeMap<String, Long> rows(HttpBench bench, String name, String asked) {
        TreeMap<String, Long> rows = new TreeMap<>();
        JsonNode page = Guests.json(bench, name, asked);
        add(rows, page);
        while (page.has("next")) {
            page = Guests.json(
                    bench, name, asked + "&cursor=" + page.path("next").asText());
            add(rows, page);
        }
        return rows;
    }

    private static void add(TreeMap<String, Long> rows, JsonNode answer) {
        assertTrue(answer.has("rows"), answer::toString);
        for (JsonNode row : answer.path("rows")) {
            rows.put(
                    group(row.path("group")) + " " + row.path("start").asText(),
                    row.path("metrics").path("sales").asLong());
        }
    }

    private static Set<String> listed(HttpBench bench, String name, String asked) {
        Set<String> groups = new TreeSet<>();
        JsonNode page = Guests.json(bench, name, asked);
        while (true) {
            assertTrue(page.has("groups"), page::toString);
            page.path("groups").forEach(each -> groups.add(group(each.path("group")) + " null"));
            if (!page.has("next")) {
                return groups;
            }
            page = Guests.json(
                    bench, name, asked + "&cursor=" + page.path("next").asText());
        }
    }

    private static Map<String, String> group(JsonNode group) {
        Map<String, String> values = new TreeMap<>();
        group.properties()
                .forEach(field -> values.put(
                        field.getKey(),
                        field.getValue().isNull() ? null : field.getValue().asText()));
        return values;
    }

    private static String words(Map<String, Set<String>> asked) {
        return asked.entrySet().stream()
                .flatMap(field ->
                        field.getValue().stream().map(value -> field.getKey() + "=" + (value == null ? "%00" : value)))
                .collect(Collectors.joining("&"));
    }
}
