package io.tidemark.serving.http;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.identity.AccessFileException;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A row filter means the value that it is written as, whatever the type of the field. */
@Timeout(60)
final class FilteredTypesTest {
    private static final String PATH = "/v1/aggregations/kinds";
    private static final long HOUR = 3_600_000;
    private static final Model MODEL = Model.of(new Kinds());
    private static final List<String> SHOPS = new ArrayList<>(List.of(
            "", " ", "\0", "\0\0", "null", "o'neil", "a\"b", "a\\b", "\u00e9", "e\u0301", "A", "a", "a*", "*", "1"));

    static {
        SHOPS.add(null);
    }

    @TempDir
    Path directory;

    /** Sales by a value of each type. */
    public static final class Kinds implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var sales = model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis);
            model.aggregation("kinds")
                    .over(sales)
                    .groupBy("shop", Sale::shop)
                    .groupBy("till", Sale::till)
                    .groupBy("large", FilteredTypesTest::isLarge)
                    .groupBy("day", FilteredTypesTest::day)
                    .groupBy("moment", FilteredTypesTest::moment)
                    .tile(Duration.ofHours(1))
                    .metric("sales", count());
        }
    }

    static Boolean isLarge(Sale sale) {
        return sale.amount() > 50;
    }

    static LocalDate day(Sale sale) {
        return LocalDate.ofInstant(moment(sale), ZoneOffset.UTC);
    }

    static Instant moment(Sale sale) {
        return Instant.ofEpochMilli(sale.atMillis() - Math.floorMod(sale.atMillis(), HOUR));
    }

    /** What a rule says of one field, and the sales that it lets be seen. */
    private record Seen(String field, String values, Predicate<Sale> sees) {}

    private static final List<Seen> ALL = List.of(
            new Seen("shop", "\"\"", sale -> "".equals(sale.shop())),
            new Seen("shop", "[]", sale -> false),
            new Seen("shop", "null", sale -> sale.shop() == null),
            new Seen("shop", "\"null\"", sale -> "null".equals(sale.shop())),
            new Seen("shop", "\" \"", sale -> " ".equals(sale.shop())),
            new Seen("shop", "\"\\u0000\\u0000\"", sale -> "\0\0".equals(sale.shop())),
            new Seen("shop", "\"o'neil\"", sale -> "o'neil".equals(sale.shop())),
            new Seen("shop", "\"a\\\"b\"", sale -> "a\"b".equals(sale.shop())),
            new Seen("shop", "\"a\\\\b\"", sale -> "a\\b".equals(sale.shop())),
            new Seen("shop", "\"\u00e9\"", sale -> "\u00e9".equals(sale.shop())),
            new Seen("shop", "\"e\u0301\"", sale -> "e\u0301".equals(sale.shop())),
            new Seen("shop", "\"A\"", sale -> "A".equals(sale.shop())),
            new Seen("shop", "[\"a*\", \"*\"]", sale -> List.of("a*", "*").contains(String.valueOf(sale.shop()))),
            new Seen("shop", "1", sale -> "1".equals(sale.shop())),
            new Seen("till", "2", sale -> sale.till() == 2),
            new Seen("till", "[\"1\", 3]", sale -> sale.till() % 2 == 1),
            new Seen("till", "[\"+1\"]", sale -> sale.till() == 1),
            new Seen("large", "true", FilteredTypesTest::isLarge),
            new Seen("large", "[\"false\"]", sale -> !isLarge(sale)),
            new Seen("day", "\"2001-01-01\"", sale -> day(sale).equals(LocalDate.of(2001, 1, 1))),
            new Seen("moment", "\"2001-01-01T01:00:00Z\"", sale -> sale.atMillis() / HOUR == SalesLog.START / HOUR + 1),
            new Seen(
                    "moment",
                    "\"2001-01-01T01:00:00.000Z\"",
                    sale -> sale.atMillis() / HOUR == SalesLog.START / HOUR + 1));

    @Test
    void eachValueIsThatOne() {
        SplittableRandom random = new SplittableRandom(7);
        SalesLog log = new SalesLog(1);
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long at = SalesLog.START + random.nextLong(30 * HOUR);
            Sale sale = new Sale(SHOPS.get(random.nextInt(SHOPS.size())), random.nextInt(4), random.nextInt(100), at);
            sales.add(sale);
            log.append(0, sale, at);
        }
        InMemoryBatchViews batch = new InMemoryBatchViews();
        batch.publish(log, definition(), log.tidemark(Map.of(0, 150L)));
        Guests guests = new Guests(directory);
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            guests.know("g" + i, "");
            rules.add("{\"users\": \"g" + i + "\", \"aggregations\": \"kinds\", \"rights\": \"read\", \"groups\": {\""
                    + ALL.get(i).field() + "\": " + ALL.get(i).values() + "}}");
        }
        guests.rules(String.join(",", rules));
        try (HttpBench bench = new HttpBench(
                MODEL,
                log,
                directory.resolve("index"),
                batch,
                HttpBench.quick().withAccess(guests.settings()),
                new LogRealtimeView(log, MODEL).caughtUp())) {
            for (int i = 0; i < ALL.size(); i++) {
                Seen seen = ALL.get(i);
                long expected = sales.stream().filter(seen.sees()).count();
                String guest = "g" + i;
                for (String question :
                        new String[] {"/query?limit=1000", "/query?limit=1000&till=0&till=1&till=2&till=3"}) {
                    HttpResponse<String> answer = Guests.get(bench, guest, PATH + question);
                    assertEquals(200, answer.statusCode(), answer::body);
                    assertEquals(expected, sum(HttpBench.json(answer)), () -> seen + " " + question);
                }
                long top = sum(Guests.json(bench, guest, PATH + "/top?by=sales&n=100"));
                assertTrue(expected == 0 ? top == 0 : top > 0 && top <= expected, seen::toString);
                int groups = Guests.json(bench, guest, PATH + "/groups?limit=1000")
                        .path("groups")
                        .size();
                assertTrue(expected == 0 ? groups == 0 : groups > 0 && groups <= expected, seen::toString);
            }
        }
    }

    @Test
    void whatIsNoValueOfItsFieldIsRefused() {
        for (String groups : List.of(
                "\"till\": \"\"",
                "\"till\": \"1.0\"",
                "\"till\": true",
                "\"large\": \"TRUE\"",
                "\"large\": 1",
                "\"day\": \"2001-1-1\"",
                "\"day\": \"\"",
                "\"moment\": \"2001-01-01\"",
                "\"moment\": 978307200000",
                "\"shop\": \"\\u0000\"",
                "\"shop\": \"\\ud83d\"",
                "\"Shop\": \"a\"")) {
            Guests guests = new Guests(directory)
                    .rules("{\"aggregations\": [\"kinds\"], \"rights\": [\"read\"], \"groups\": {" + groups + "}}");
            SalesLog log = new SalesLog(1);
            assertThrows(
                    AccessFileException.class,
                    () -> new HttpBench(
                            MODEL,
                            log,
                            directory.resolve("index"),
                            new InMemoryBatchViews(),
                            HttpBench.quick().withAccess(guests.settings())),
                    groups);
        }
    }

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Sale> definition() {
        return (AggregationDefinition<Sale>) MODEL.aggregation("kinds").orElseThrow();
    }

    private static long sum(JsonNode answer) {
        long sum = 0;
        for (JsonNode row : answer.path("rows")) {
            sum += row.path("metrics").path("sales").asLong();
        }
        return sum;
    }
}
