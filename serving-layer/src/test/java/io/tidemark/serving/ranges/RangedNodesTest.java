package io.tidemark.serving.ranges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fault.Fault;
import io.tidemark.fold.GroupCodec;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.OffsetVector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RangedNodesTest {
    private static final int SALES = 600;
    private static final String SHOPS = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final String TILLS = "/v1/aggregations/" + SalesModel.BY_TILL;
    /** Seven shops, three tills each: the second aggregation is divided inside a shop. */
    private static final String BORDERS = "{\"" + SalesModel.BY_SHOP + "\": [\"shop-2\", \"shop-5\"], \""
            + SalesModel.BY_TILL + "\": [[\"shop-2\", 1], \"shop-4\"]}";

    private static final List<String> QUESTIONS = List.of(
            SHOPS + "/query?window=PT2H&limit=5",
            SHOPS + "/query?limit=150&order=latest",
            SHOPS + "/query?window=PT1H&limit=1000",
            SHOPS + "/query?window=PT1H&hop=PT20M&limit=200",
            SHOPS + "/query?window=day&shop=shop-3",
            SHOPS + "/query?window=day&shop=shop-0",
            SHOPS + "/query?window=tile&shop=shop-0&shop=shop-3&shop=shop-6&shop=none&limit=1000",
            SHOPS + "/query?window=all&limit=all",
            SHOPS + "/query?window=tile&limit=all&metrics=large",
            SHOPS + "/query?window=all&manifest=1",
            SHOPS + "/query?from=2001-01-01T02:00:00Z&to=2001-01-01T05:00:00Z&window=range",
            SHOPS + "/groups?limit=2",
            SHOPS + "/groups?limit=all",
            SHOPS + "/groups?prefix=shop-4",
            SHOPS + "/top?by=sales&n=3",
            SHOPS + "/top?by=large&n=7&order=smallest",
            SHOPS + "/top?by=sales&n=2&manifest=1",
            TILLS + "/query?window=all&limit=4",
            TILLS + "/query?window=all&shop=shop-2",
            TILLS + "/query?window=PT2H&till=1&limit=1000",
            TILLS + "/query?window=all&shop=shop-2&shop=shop-5&till=0&till=2",
            TILLS + "/groups?limit=5",
            TILLS + "/top?by=sales&n=5&till=2",
            TILLS + "/top?by=sales&n=5",
            "/v1/aggregations/" + SalesModel.ALL + "/query?window=all");

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(11), 2, SALES);
    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
    private final InMemoryBatchViews batch = new InMemoryBatchViews();

    private long publish(long upTo) {
        long number = 0;
        for (String name : List.of(SalesModel.BY_SHOP, SalesModel.BY_TILL, SalesModel.ALL)) {
            number = batch.publish(
                            log,
                            SalesModel.definition(name),
                            log.tidemark(Map.of(0, upTo, 1, upTo)),
                            SalesLog.START + 2 * 3_600_000L,
                            SalesLog.START + 4 * 3_600_000L)
                    .number();
        }
        return number;
    }

    @Test
    void everyNodeAnswersEveryQuestionAsOneWithAllRangesWould() {
        publish(100);
        long newest = publish(200);
        try (RangedNodes nodes = new RangedNodes(directory, batch, realtime, 3, 1)) {
            start(nodes, 3);
            nodes.awaitManifest(newest - 2);
            for (int i = 0; i < 3; i++) {
                compareAll(nodes, i);
            }
            assertPlain(nodes);
            // The rows of the realtime view in a stream, too.
            realtime.scanOnly(0);
            compareAll(nodes, 1);
            assertPlain(nodes);
        }
    }

    @Test
    void everyNodeHasTheRowsOfItsRangeAlone() {
        long newest = publish(200);
        try (RangedNodes nodes = new RangedNodes(directory, batch, realtime, 3, 1)) {
            start(nodes, 3);
            nodes.awaitManifest(newest - 2);
            long all = rows(nodes, nodes.whole);
            // What is not divided is held by each.
            long undivided = HttpBench.parse(nodes.get(
                                    nodes.whole,
                                    "/v1/aggregations/" + SalesModel.ALL + "/query?limit=1000&manifest=" + newest)
                            .body())
                    .path("rows")
                    .size();
            long divided = 0;
            for (int i = 0; i < 3; i++) {
                long rows = rows(nodes, nodes.node(i)) - undivided;
                assertTrue(rows > 0 && rows < all - undivided, rows + " of " + all);
                divided += rows;
            }
            assertEquals(all - undivided, divided);
        }
    }

    private static long rows(RangedNodes nodes, ServingNode node) {
        return HttpBench.parse(nodes.get(node, "/v1/status").body())
                .path("index")
                .path("rows")
                .asLong();
    }

    @Test
    void aRangeThatIsAwayIsNamedAndWhatNeedsItIsRefusedWhole() {
        long newest = publish(200);
        try (RangedNodes nodes = new RangedNodes(directory, batch, realtime, 3, 1)) {
            start(nodes, 3);
            nodes.awaitManifest(newest - 2);
            nodes.node(1).close();
            ServingNode asked = nodes.node(0);
            for (String question : List.of(
                    SHOPS + "/query?window=all",
                    SHOPS + "/query?window=all&limit=all",
                    SHOPS + "/query?window=all&shop=shop-3",
                    SHOPS + "/groups",
                    SHOPS + "/groups?limit=all",
                    SHOPS + "/top?by=sales")) {
                HttpResponse<String> refused = nodes.get(asked, question);
                assertEquals(503, refused.statusCode(), refused::body);
                assertTrue(refused.body().contains("TM-HTTP-037"), refused::body);
                assertTrue(
                        HttpBench.parse(refused.body())
                                .path("place")
                                .asText()
                                .equals(
                                        "aggregation \"sales-by-shop\", range 2 of 3 (groups from \"shop-2\" before \"shop-5\")"),
                        refused::body);
                assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            }
            for (String question : List.of(
                    SHOPS + "/query?window=all&shop=shop-0",
                    SHOPS + "/query?window=all&shop=shop-6&shop=shop-1",
                    SHOPS + "/query?window=all&limit=all&shop=shop-6&shop=shop-1",
                    SHOPS + "/groups?prefix=shop-6",
                    TILLS + "/query?window=all&shop=shop-5")) {
                compare(nodes, asked, question);
            }
            // A page that ends before the range.
            assertEquals(200, nodes.get(asked, SHOPS + "/query?limit=3").statusCode());
            HttpBench.await(() -> asked.faults().stream()
                    .map(Fault::toString)
                    .anyMatch(fault -> fault.contains("TM-SRV-021") && fault.contains("of range 2")));
        }
    }

    @Test
    void whereTwoHaveARangeEitherMayGo() {
        long newest = publish(200);
        try (RangedNodes nodes = new RangedNodes(directory, batch, realtime, 3, 2)) {
            start(nodes, 6);
            nodes.awaitManifest(newest - 2);
            nodes.node(2).close();
            nodes.node(5).close();
            compareAll(nodes, 0);
            compareAll(nodes, 4);
        }
    }

    @Test
    void whoHasOtherRangesIsNotAskedAndNamed() {
        long newest = publish(200);
        try (RangedNodes nodes = new RangedNodes(directory, batch, realtime, 3, 1)) {
            start(nodes, 2);
            nodes.start(BORDERS.replace("shop-5", "shop-6"));
            nodes.awaitManifest(newest - 2);
            HttpResponse<String> refused = nodes.get(nodes.node(0), SHOPS + "/query?window=all&shop=shop-6");
            assertEquals(503, refused.statusCode(), refused::body);
            assertTrue(refused.body().contains("TM-HTTP-037"), refused::body);
            assertTrue(refused.body().contains("serving.ranges"), refused::body);
            HttpBench.await(() -> nodes.node(0).faults().stream()
                    .map(Fault::toString)
                    .anyMatch(fault -> fault.contains("TM-SRV-022") && fault.contains("of range 3")));
            compare(nodes, nodes.node(0), SHOPS + "/query?window=all&shop=shop-3");
        }
    }

    @Test
    void whoDoesNotKnowTheNodesSecretIsToldNothing() {
        try (RangedNodes nodes = new RangedNodes(directory, batch, realtime, 3, 1)) {
            start(nodes, 1);
            URI layout = nodes.node(0).rangeUri().orElseThrow().resolve("/ranges/layout");
            assertEquals(401, nodes.get(layout).statusCode());
            assertEquals(
                    200,
                    nodes.get(layout, "Authorization", "Bearer what the nodes know")
                            .statusCode());
        }
    }

    @Test
    void oneThatFallsBehindIsWaitedForAndWhoAsksForItsOldViewStillGetsIt() {
        publish(100);
        try (RangedNodes nodes = new RangedNodes(directory, batch, realtime, 2, 1)) {
            String borders = "{\"" + SalesModel.BY_SHOP + "\": [\"shop-3\"]}";
            nodes.start(borders);
            nodes.start(borders);
            nodes.awaitManifest(1);
            for (long upTo = 110; upTo <= 250; upTo += 10) {
                long newest = publish(upTo);
                // While they flip, each in its own time.
                for (int i = 0; i < 2; i++) {
                    assertTrue(sales(nodes, nodes.node(i)) == SALES);
                }
                nodes.awaitManifest(newest - 2);
            }
        }
    }

    private static long sales(RangedNodes nodes, ServingNode node) {
        HttpResponse<String> answered = nodes.get(node, SHOPS + "/query?window=all&limit=all");
        JsonNode answer = HttpBench.parse(answered.body());
        assertTrue(answer.path("complete").asBoolean(), answered::body);
        long sales = 0;
        for (JsonNode row : answer.path("rows")) {
            sales += row.path("metrics").path("sales").asLong();
        }
        return sales;
    }

    private static void start(RangedNodes nodes, int count) {
        for (int i = 0; i < count; i++) {
            nodes.start(BORDERS);
        }
    }

    private static void compareAll(RangedNodes nodes, int node) {
        for (String question : QUESTIONS) {
            compare(nodes, nodes.node(node), question);
        }
    }

    /** As a table, and page by page in JSON. */
    private static void compare(RangedNodes nodes, ServingNode node, String question) {
        assertEquals(
                nodes.get(nodes.whole, question, "Accept", "text/csv").body(),
                nodes.get(node, question, "Accept", "text/csv").body(),
                question);
        String page = question;
        while (true) {
            HttpResponse<String> wanted = nodes.get(nodes.whole, page);
            HttpResponse<String> answered = nodes.get(node, page);
            assertEquals(200, wanted.statusCode(), wanted::body);
            assertEquals(lasting(wanted), lasting(answered), page);
            JsonNode next = HttpBench.parse(wanted.body()).path("next");
            if (next.isMissingNode()) {
                return;
            }
            page = question + "&cursor=" + URLEncoder.encode(next.asText(), StandardCharsets.UTF_8);
        }
    }

    /** All but what passes by itself. */
    private static String lasting(HttpResponse<String> answer) {
        return answer.body().replaceAll("\"answeredAt\":\"[^\"]*\"", "").replaceAll("\"ageMillis\":\\d+", "");
    }

    private void assertPlain(RangedNodes nodes) {
        PlainFold<?> plain =
                log.plainFold(SalesModel.definition(SalesModel.BY_SHOP), OffsetVector.of(SalesLog.offsets(ends())));
        GroupCodec codec =
                new GroupCodec(SalesModel.definition(SalesModel.BY_SHOP).groups());
        Map<String, Long> wanted = new TreeMap<>();
        plain.results()
                .forEach((cell, metrics) ->
                        wanted.put(codec.values(cell.group()).get(0) + " " + cell.tileMillis(), (Long) metrics.get(0)));
        Map<String, Long> answered = new TreeMap<>();
        HttpBench.parse(nodes.get(nodes.node(2), SHOPS + "/query?limit=all").body())
                .path("rows")
                .forEach(row -> answered.put(
                        row.path("group").path("shop").asText() + " "
                                + java.time.Instant.parse(row.path("start").asText())
                                        .toEpochMilli(),
                        row.path("metrics").path("sales").asLong()));
        assertEquals(wanted, answered);
    }

    private Map<Integer, Long> ends() {
        return Map.of(0, log.end(0), 1, log.end(1));
    }
}
