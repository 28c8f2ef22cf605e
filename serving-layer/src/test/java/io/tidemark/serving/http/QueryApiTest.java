package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class QueryApiTest {
    private static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final String BY_TILL = "/v1/aggregations/" + SalesModel.BY_TILL;

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 500);
    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
    private HttpBench bench;

    @BeforeEach
    void start() {
        InMemoryBatchViews batch = new InMemoryBatchViews();
        Map<Integer, Long> cut = Map.of(0, 120L, 1, 120L);
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.tidemark(cut), SalesLog.START + 3_600_000);
        batch.publish(log, SalesModel.definition(SalesModel.BY_TILL), log.tidemark(cut));
        bench = new HttpBench(log, directory, batch, HttpBench.quick(), realtime);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static long sum(JsonNode answer, String metric) {
        long sum = 0;
        for (JsonNode row : answer.path("rows")) {
            sum += row.path("metrics").path(metric).asLong();
        }
        return sum;
    }

    private Map<String, Long> truthByShop() {
        Map<String, Long> truth = new TreeMap<>();
        var codec = new io.tidemark.fold.GroupCodec(
                SalesModel.definition(SalesModel.BY_SHOP).groups());
        log.plainFold(SalesModel.definition(SalesModel.BY_SHOP), log.ends().offsets())
                .results()
                .forEach((cell, values) ->
                        truth.merge((String) codec.values(cell.group()).get(0), (Long) values.get(0), Long::sum));
        return truth;
    }

    @Test
    void aQueryAnswersExactlyWithItsProof() {
        JsonNode answer = bench.json(BY_SHOP + "/query?shop=shop-2&window=all");
        assertEquals(1, answer.path("rows").size());
        JsonNode row = answer.path("rows").get(0);
        assertEquals(
                truthByShop().get("shop-2"), row.path("metrics").path("sales").asLong());
        assertEquals("shop-2", row.path("group").path("shop").asText());
        assertEquals("both", row.path("origin").asText());
        assertTrue(row.path("start").isNull());
        assertEquals(2, answer.path("manifest").asLong());
        assertEquals(log.end(0), answer.path("asOf").path("sales").path("0").asLong());
        assertEquals(120, answer.path("tidemark").path("sales").path("1").asLong());
        assertTrue(answer.path("complete").asBoolean());
        assertTrue(answer.path("missing").isEmpty());
        assertFalse(answer.has("explain"));
        assertTrue(answer.path("freshness").has("ageMillis"));
    }

    @Test
    void recordsStampedInTheFutureGiveNoNegativeAge() {
        long year2100 = 4_102_444_800_000L;
        for (int i = 0; i < 2; i++) {
            log.append(0, new Sale("shop-2", 1, 1, SalesLog.START), year2100);
        }
        realtime.caughtUp();
        JsonNode freshness =
                bench.json(BY_SHOP + "/query?shop=shop-2&window=all").path("freshness");
        assertEquals("2100-01-01T00:00:00Z", freshness.path("logClock").asText());
        assertEquals(0, freshness.path("ageMillis").asLong());
    }

    @Test
    void everyWindowAddsUpToTheSame() {
        long all = truthByShop().values().stream().mapToLong(Long::longValue).sum();
        for (String window : List.of(
                "window=tile",
                "window=PT1H",
                "window=day",
                "window=day&zone=Asia/Tokyo",
                "window=month",
                "window=all",
                "window=range&from=2000-01-01&to=2002-01-01",
                "window=PT2H&from=2000-12-31T00:00:00Z&to=2001-01-03")) {
            assertEquals(all, sum(bench.json(BY_SHOP + "/query?limit=1000&" + window), "sales"), window);
        }
        assertEquals(
                3 * all, sum(bench.json(BY_SHOP + "/query?limit=1000&window=PT30M&hop=PT10M"), "sales"), "hopping");
        assertEquals(
                3 * all,
                sum(
                        bench.json(BY_SHOP
                                + "/query?limit=1000&window=PT30M&hop=PT10M&from=2000-12-31T23:00:00Z"
                                        .concat(
                                                "&to=2001-01-01T09:00:00Z&shop=shop-0&shop=shop-1&shop=shop-2&shop=shop-3&shop=shop-4"
                                                        + "&shop=shop-5&shop=shop-6")),
                        "sales"),
                "hopping over a range");
    }

    @Test
    void aWindowThatTheRangeCutsIsAnsweredWhole() {
        JsonNode whole = bench.json(
                BY_SHOP + "/query?shop=shop-1&window=PT2H&from=2001-01-01T02:00:00Z" + "&to=2001-01-01T04:00:00Z");
        JsonNode cut = bench.json(
                BY_SHOP + "/query?shop=shop-1&window=PT2H&from=2001-01-01T02:30:00Z" + "&to=2001-01-01T03:00:00Z");
        assertEquals(whole.path("rows"), cut.path("rows"));
        assertEquals(
                "2001-01-01T02:00:00Z", cut.path("rows").get(0).path("start").asText());
    }

    @Test
    void metricsAndGroupsAreThoseAskedFor() {
        JsonNode answer = bench.json(BY_TILL + "/query?shop=shop-1&shop=shop-2&till=0&window=all&metrics=sales");
        assertEquals(2, answer.path("rows").size());
        assertEquals(1, answer.path("rows").get(0).path("metrics").size());
        assertEquals(0, answer.path("rows").get(1).path("group").path("till").asLong());
    }

    @Test
    void pagesFollowOneAnotherToTheEnd() {
        List<JsonNode> pages = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = bench.json(BY_SHOP + "/query?limit=17" + cursor);
            page.path("rows").forEach(pages::add);
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        List<JsonNode> whole = new ArrayList<>();
        bench.json(BY_SHOP + "/query?limit=1000").path("rows").forEach(whole::add);
        assertEquals(whole, pages);
    }

    @Test
    void theLatestWindowsCanComeFirst() {
        JsonNode latest = bench.json(BY_SHOP + "/query?shop=shop-1&order=latest&limit=2");
        JsonNode all = bench.json(BY_SHOP + "/query?shop=shop-1");
        int last = all.path("rows").size() - 1;
        assertEquals(all.path("rows").get(last), latest.path("rows").get(0));
        assertEquals(all.path("rows").get(last - 1), latest.path("rows").get(1));
    }

    @Test
    void theTopGroupsAreRanked() {
        JsonNode top = bench.json(BY_SHOP + "/top?by=sales&n=3");
        List<Long> expected = truthByShop().values().stream()
                .sorted((a, b) -> Long.compare(b, a))
                .limit(3)
                .toList();
        List<Long> values = new ArrayList<>();
        top.path("rows")
                .forEach(row -> values.add(row.path("metrics").path("sales").asLong()));
        assertEquals(expected, values);
    }

    @Test
    void groupsAreListedAndFoundByPrefix() {
        assertEquals(7, bench.json(BY_SHOP + "/groups").path("groups").size());
        JsonNode page = bench.json(BY_SHOP + "/groups?limit=4");
        JsonNode rest = bench.json(
                BY_SHOP + "/groups?limit=4&cursor=" + page.path("next").asText());
        assertEquals(3, rest.path("groups").size());
        assertEquals(
                3, bench.json(BY_TILL + "/groups?prefix=shop-3").path("groups").size());
    }

    @Test
    void anExplanationNamesRunFilesAndPartitions() {
        JsonNode explain =
                bench.json(BY_SHOP + "/query?shop=shop-1&explain=true").path("explain");
        assertEquals("run-1", explain.path("run").asText());
        assertEquals(2, explain.path("viewFiles").size());
        assertTrue(explain.path("rowsRead").path("tile").asInt() > 0);
        assertEquals(0, explain.path("rowsRead").path("day").asInt(-1));
        JsonNode partition = explain.path("partitions").get(0);
        assertEquals(0, partition.path("batch").path("since").asLong(-1));
        assertEquals(120, partition.path("batch").path("end").asLong());
        assertEquals("covered", partition.path("realtime").path("state").asText());
        assertEquals(log.end(0), partition.path("realtime").path("end").asLong());
        assertEquals("speed-1", partition.path("nodes").get(0).path("node").asText());
        assertEquals(1, partition.path("nodes").get(0).path("epochs").asInt());
    }

    @Test
    void whatIsMissingIsNamedOrRefused() {
        realtime.lose(1);
        JsonNode answer = bench.json(BY_SHOP + "/query?shop=shop-1");
        assertFalse(answer.path("complete").asBoolean());
        assertEquals("sales", answer.path("missing").get(0).path("topic").asText());
        assertEquals(1, answer.path("missing").get(0).path("partition").asInt());
        assertEquals(120, answer.path("asOf").path("sales").path("1").asLong());
        HttpResponse<String> refused = bench.get(BY_SHOP + "/query?shop=shop-1&require=complete");
        assertEquals(503, refused.statusCode());
        assertEquals("TM-HTTP-013", HttpBench.json(refused).path("code").asText());
        realtime.recover(1);
        assertEquals(
                200, bench.get(BY_SHOP + "/query?shop=shop-1&require=complete").statusCode());
    }

    @Test
    void anEarlierManifestIsAnswered() {
        bench.batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
        HttpBench.await(() ->
                bench.json(BY_SHOP + "/query?shop=shop-1").path("manifest").asLong() == 3);
        JsonNode earlier = bench.json(BY_SHOP + "/query?shop=shop-1&manifest=1");
        assertEquals(1, earlier.path("manifest").asLong());
        assertEquals(120, earlier.path("asOf").path("sales").path("0").asLong());
        earlier.path("rows")
                .forEach(row -> assertEquals("batch", row.path("origin").asText()));
    }

    @Test
    void anEventIsAnsweredAsSoonAsItIsFolded() {
        long before = sum(bench.json(BY_SHOP + "/query?shop=shop-1&window=all"), "sales");
        log.append(0, new Sale("shop-1", 0, 1, SalesLog.START), SalesLog.START);
        realtime.caughtUp();
        assertEquals(before + 1, sum(bench.json(BY_SHOP + "/query?shop=shop-1&window=all"), "sales"));
    }

    @Test
    void aQuestionThatIsAskedAgainIsAnsweredFromWhatIsThereThen() {
        String asked = BY_SHOP + "/query?shop=shop-2&window=all";
        for (int i = 0; i < 6; i++) {
            log.append(i % 2, new Sale("shop-2", 0, 1, SalesLog.START), SalesLog.START);
            realtime.caughtUp();
            if (i == 3) {
                bench.batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
                HttpBench.await(() -> bench.json(asked).path("manifest").asLong() == 3);
            }
            for (int again = 0; again < 2; again++) {
                JsonNode answer = bench.json(asked);
                assertEquals(truthByShop().get("shop-2"), sum(answer, "sales"));
                assertEquals(
                        log.end(0), answer.path("asOf").path("sales").path("0").asLong());
                assertEquals(
                        log.end(1), answer.path("asOf").path("sales").path("1").asLong());
                assertEquals(i < 3 ? 2 : 3, answer.path("manifest").asLong());
            }
        }
        realtime.lose(1);
        JsonNode answer = bench.json(asked);
        assertFalse(answer.path("complete").asBoolean());
        assertEquals("sales", answer.path("missing").get(0).path("topic").asText());
        assertEquals(1, answer.path("missing").get(0).path("partition").asInt());
        assertTrue(bench.json(asked + "&explain=true").has("explain"));
        assertEquals(
                405,
                bench.send(HttpRequest.newBuilder(bench.uri(asked)).DELETE()).statusCode());
    }
}
