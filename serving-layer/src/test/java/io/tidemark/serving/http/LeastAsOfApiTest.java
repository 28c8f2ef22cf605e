package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No answer is older than who asks has seen, and what cannot be is said at once. */
@Timeout(60)
final class LeastAsOfApiTest {
    private static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final List<String> QUESTIONS =
            List.of("/query?window=all", "/query?limit=all", "/top?by=sales", "/groups?");

    @TempDir
    Path directory;

    private SalesLog log;
    private LogRealtimeView realtime;
    private HttpBench bench;

    @BeforeEach
    void start() {
        log = SalesLog.random(new SplittableRandom(3), 2, 60);
        realtime = new LogRealtimeView(log).caughtUp();
        bench = new HttpBench(log, directory, new InMemoryBatchViews(), HttpBench.quick(), realtime);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private String token() {
        return bench.json(BY_SHOP + "/query?window=all").path("asOfToken").asText();
    }

    private static String asked(String question, String least, String waitFor) {
        return BY_SHOP + question + "&minAsOf=" + URLEncoder.encode(least, StandardCharsets.UTF_8) + "&waitFor="
                + waitFor;
    }

    private static String code(HttpResponse<String> answer) {
        return HttpBench.json(answer).path("code").asText();
    }

    private String vector(long second) {
        return "{\"sales\": {\"1\": " + second + "}}";
    }

    @Test
    void noAnswerIsOlderThanTheTokenOfAnother() {
        String seen = token();
        realtime.consume(1, log.end(1) - 3);
        for (String question : QUESTIONS) {
            HttpResponse<String> older = bench.get(asked(question, seen, "PT0S"));
            assertEquals(503, older.statusCode(), question + older.body());
            assertEquals("TM-HTTP-034", code(older), question);
            assertEquals("1", older.headers().firstValue("Retry-After").orElse(""));
            assertTrue(older.body().contains("sales-1 is answered as of"), older.body());
            assertTrue(older.body().contains(", 3 before " + log.end(1)), older.body());
        }
        realtime.caughtUp();
        for (String question : QUESTIONS) {
            assertEquals(200, bench.get(asked(question, seen, "PT0S")).statusCode(), question);
        }
    }

    @Test
    void whatWouldBeOlderIsWaitedForWithoutAWorker() throws Exception {
        String seen = token();
        realtime.consume(1, log.end(1) - 1);
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        // Three times as many as there are workers.
        for (int i = 0; i < 12; i++) {
            String question = asked(i % 2 == 0 ? "/query?window=all" : "/top?by=sales", seen, "PT1S");
            waiting.add(bench.client()
                    .sendAsync(
                            HttpRequest.newBuilder(bench.uri(question)).build(), HttpResponse.BodyHandlers.ofString()));
        }
        long began = System.nanoTime();
        assertEquals(200, bench.get(BY_SHOP + "/top?by=sales").statusCode());
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toMillis() < 900, "who does not wait is not held up");
        realtime.caughtUp();
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertEquals(200, answer.get().statusCode(), () -> answer.join().body());
        }
    }

    @Test
    void theVectorDoesAsWellAsTheToken() {
        String path = BY_SHOP + "/query";
        String json = "{\"window\": \"all\", \"minAsOf\": " + vector(log.end(1)) + ", \"waitFor\": \"PT0S\"}";
        assertEquals(
                200,
                bench.get(asked("/query?window=all", vector(log.end(1)), "PT0S"))
                        .statusCode());
        assertEquals(
                200, bench.post(path, json, "Content-Type", "application/json").statusCode());
        realtime.consume(1, 0);
        assertEquals(
                503,
                bench.get(asked("/query?window=all", vector(log.end(1)), "PT0S"))
                        .statusCode());
        assertEquals(
                503, bench.post(path, json, "Content-Type", "application/json").statusCode());
        // What is not named may be of any age.
        assertEquals(200, bench.get(asked("/query?window=all", "{}", "PT0S")).statusCode());
    }

    @Test
    void aTableHasTheTokenInAHeader() {
        HttpResponse<String> table = bench.send(
                HttpRequest.newBuilder(bench.uri(BY_SHOP + "/query?window=all")).header("Accept", "text/csv"));
        assertEquals(token(), table.headers().firstValue("Tidemark-As-Of-Token").orElse(""));
    }

    @Test
    void whatIsNoLeastAsOfIsRefusedByItsPlace() {
        String seen = token();
        byte[] newer = Base64.getUrlDecoder().decode(seen);
        newer[0] = 9;
        CRC32C sum = new CRC32C();
        sum.update(newer, 0, newer.length - 4);
        ByteBuffer.wrap(newer).putInt(newer.length - 4, (int) sum.getValue());
        Map<String, String> refused = Map.of(
                "",
                "no token",
                "abc",
                "no token",
                seen.substring(0, seen.length() - 2),
                "not all of one",
                Base64.getUrlEncoder().withoutPadding().encodeToString(newer),
                "newer version",
                "{\"orders\": {\"0\": 1}}",
                "reads sales alone",
                "{\"sales\": 3}",
                "no offsets by partition",
                "{\"sales\": {\"x\": 3}}",
                "no number of a partition",
                "{\"sales\": {\"0\": -3}}",
                "is none",
                "{\"sales\": {\"0\": 1, \"0\": 2}}",
                "is not JSON");
        refused.forEach((least, why) -> {
            HttpResponse<String> answer = bench.get(asked("/query?window=all", least, "PT0S"));
            assertEquals(400, answer.statusCode(), least);
            assertEquals("TM-HTTP-035", code(answer), least);
            assertTrue(answer.body().contains(why), answer.body());
        });
        assertEquals("TM-HTTP-011", code(bench.get(asked("/query?window=all", seen, "PT9S"))));
        assertEquals("TM-HTTP-035", code(bench.get(BY_SHOP + "/query?waitFor=PT1S")));
        assertEquals("TM-HTTP-035", code(bench.get(asked("/query?manifest=1", seen, "PT1S"))));
    }

    @Test
    void whatIsOfNoAnswerHereIsAConflict() {
        HttpResponse<String> partition = bench.get(asked("/query?window=all", "{\"sales\": {\"7\": 1}}", "PT0S"));
        assertEquals(409, partition.statusCode());
        assertTrue(partition.body().contains("has no partition 7"), partition.body());
        HttpResponse<String> beyond = bench.get(asked("/query?window=all", vector(999_999_999_999L), "PT0S"));
        assertEquals(409, beyond.statusCode(), beyond.body());
        assertTrue(beyond.body().contains("far before 999999999999"), beyond.body());
        // Soon beyond the end is what a record's sender may ask for.
        assertEquals(
                503,
                bench.get(asked("/query?window=all", vector(log.end(1) + 1), "PT0S"))
                        .statusCode());
    }

    @Test
    void aCursorGoesOnWithANewerToken() {
        JsonNode first = bench.json(BY_SHOP + "/query?limit=2");
        String next = first.path("next").asText();
        assertFalse(next.isEmpty());
        assertEquals(
                200,
                bench.get(asked("/query?limit=2&cursor=" + next, token(), "PT0S"))
                        .statusCode());
    }

    @Test
    void liveUpdatesBeginNoOlder() throws Exception {
        String seen = token();
        realtime.consume(1, log.end(1) - 1);
        try (Follower follower =
                new Follower(bench, "/v1/live?aggregation=" + SalesModel.BY_SHOP + "&waitFor=PT1S&minAsOf=" + seen)) {
            // Nothing is told meanwhile but that it lives.
            follower.awaitHeartbeat();
            realtime.caughtUp();
            JsonNode series = follower.next("series", any -> true);
            assertEquals(seen, series.path("asOfToken").asText());
        }
        realtime.consume(1, log.end(1) - 1);
        try (Follower follower =
                new Follower(bench, "/v1/live?aggregation=" + SalesModel.BY_SHOP + "&waitFor=PT0.1S&minAsOf=" + seen)) {
            assertEquals(
                    "TM-HTTP-034",
                    follower.next("problem", any -> true).path("code").asText());
        }
    }
}
