package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.FragileModel;
import io.tidemark.serving.testing.FragileModel.Step;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown while something is answered is told to who asked, stands as a fault, and is over when it is. */
@Timeout(60)
final class AnswersThatFailTest {
    @TempDir
    Path directory;

    private final SalesLog log = new SalesLog(1);
    private final LogRealtimeView realtime = new LogRealtimeView(log, FragileModel.MODEL);
    private final InMemoryBatchViews batch = new InMemoryBatchViews();

    @AfterEach
    void mend() {
        FragileModel.mend();
    }

    static Stream<Arguments> whatUsersThrow() {
        return Stream.of(
                Arguments.of(Step.RESULT, new IllegalStateException("a state")),
                Arguments.of(Step.RESULT, new AssertionError("a bug")),
                Arguments.of(Step.RESULT, new NoClassDefFoundError("com/example/Missing")),
                Arguments.of(Step.RESULT, new OutOfMemoryError("a large list")),
                Arguments.of(Step.MERGE, new StackOverflowError()),
                Arguments.of(Step.READ, new ExceptionInInitializerError("a static block")),
                Arguments.of(Step.TEXT, new StackOverflowError()));
    }

    private HttpBench bench() {
        long nextTile = SalesLog.START + 3_600_000;
        log.append(0, new Sale("shop-1", 0, 1, SalesLog.START), SalesLog.START);
        log.append(0, new Sale("shop-1", 0, 1, nextTile), nextTile);
        realtime.caughtUp();
        // Answered from the batch view: what throws while it is folded would be quarantined, and is no answer.
        for (String aggregation : new String[] {FragileModel.FRAGILE, FragileModel.SOUND}) {
            batch.publish(log, FragileModel.definition(aggregation), log.ends());
        }
        HttpBench bench = new HttpBench(FragileModel.MODEL, log, directory, batch, HttpBench.quick(), realtime);
        HttpBench.await(() ->
                bench.get("/v1/aggregations/fragile/query?shop=shop-1").body().contains("\"batch\""));
        return bench;
    }

    @ParameterizedTest
    @MethodSource("whatUsersThrow")
    void codeThatThrowsIsAProblemThatNamesItAndAFaultAndEndsNoThread(Step step, Throwable thrown) {
        try (HttpBench bench = bench()) {
            FragileModel.failAt(step, thrown);
            String small = "/v1/aggregations/fragile/query?shop=shop-1&from=2001-01-01&to=2001-01-02&window=day";
            for (String path : new String[] {small, small + "&explain=true", "/v1/aggregations/fragile/top?by=sales"}) {
                // More often than there are threads of either kind.
                for (int i = 0; i < 10; i++) {
                    HttpResponse<String> answer = bench.get(path);
                    assertEquals(500, answer.statusCode(), answer.body());
                    JsonNode problem = HttpBench.json(answer);
                    assertEquals("TM-HTTP-030", problem.path("code").asText());
                    assertEquals(
                            "aggregation \"fragile\", metric \"sales\"",
                            problem.path("place").asText());
                    assertTrue(problem.path("mend").asText().contains("restart"), answer.body());
                }
            }
            assertEquals(
                    200, bench.get("/v1/aggregations/sound/query?shop=shop-1").statusCode());
            JsonNode fault = bench.json("/v1/status").path("faults").get(0);
            assertEquals("TM-HTTP-030", fault.path("code").asText());
            assertTrue(fault.path("place").asText().contains("/v1/aggregations/fragile/"), fault.toString());
            FragileModel.mend();
            assertEquals(200, bench.get(small).statusCode());
            assertEquals(200, bench.get("/v1/aggregations/fragile/top?by=sales").statusCode());
            assertTrue(bench.json("/v1/status").path("faults").isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("whatUsersThrow")
    void aFollowerWhoseAnswerThrowsIsToldSoAndIsGoneAndOthersGoOn(Step step, Throwable thrown) throws Exception {
        try (HttpBench bench = bench();
                Follower other = new Follower(bench, "/v1/live?aggregation=sound&window=day")) {
            other.next("series", e -> true);
            try (Follower follower = new Follower(bench, "/v1/live?aggregation=fragile&window=day")) {
                follower.next("series", e -> true);
                FragileModel.failAt(step, thrown);
                // A row is written when it has changed.
                log.append(0, new Sale("shop-1", 0, 1, SalesLog.START), SalesLog.START);
                realtime.caughtUp();
                JsonNode problem = follower.next("problem", e -> true);
                assertEquals("TM-HTTP-030", problem.path("code").asText());
                assertTrue(problem.path("place").asText().contains("fragile"), problem.toString());
                follower.awaitEnd();
            }
            log.append(0, new Sale("shop-1", 0, 1, SalesLog.START), SalesLog.START);
            realtime.caughtUp();
            other.next(
                    "series",
                    e -> e.path("rows").get(0).path("metrics").path("sales").asLong() == 4);
            HttpBench.await(() -> bench.get("/v1/live?aggregation=none").statusCode() == 404);
        }
    }

    @Test
    void aWindowThatFitsNoLongerIsLeftOutForFollowersAsForQueries() throws Exception {
        try (HttpBench bench = bench()) {
            String asked = "?window=day&zone=Australia/Lord_Howe";
            try (Follower follower = new Follower(bench, "/v1/live" + asked + "&aggregation=sound")) {
                follower.next("series", e -> true);
                long june = java.time.Instant.parse("2001-06-01T00:00:00Z").toEpochMilli();
                log.append(0, new Sale("shop-1", 0, 1, june), june);
                realtime.caughtUp();
                JsonNode told = follower.next("series", e -> e.has("leftOut"));
                JsonNode answer = bench.json("/v1/aggregations/sound/query" + asked);
                assertEquals(1, answer.path("leftOut").size(), answer.toString());
                assertEquals(answer.path("leftOut"), told.path("leftOut"));
                assertFalse(answer.path("rows").isEmpty());
            }
            assertTrue(bench.json("/v1/status").path("faults").isEmpty());
        }
    }

    @Test
    void everyWindowInEveryZoneIsAnsweredOrRefusedWithItsReason() {
        try (HttpBench bench = bench()) {
            for (String day : new String[] {"0001-01-01", "1883-11-18", "1969-12-31", "2001-04-01", "9999-12-31"}) {
                long at = java.time.Instant.parse(day + "T23:59:00Z").toEpochMilli();
                log.append(0, new Sale("shop-1", 0, 1, at), SalesLog.START);
            }
            realtime.caughtUp();
            for (String zone : new java.util.TreeSet<>(java.time.ZoneId.getAvailableZoneIds())) {
                for (String window : new String[] {"day", "week", "month"}) {
                    HttpResponse<String> answer = bench.get("/v1/aggregations/sound/query?shop=shop-1&window=" + window
                            + "&zone=" + java.net.URLEncoder.encode(zone, StandardCharsets.UTF_8));
                    boolean isUnfit = answer.statusCode() == 400
                            && HttpBench.json(answer).path("code").asText().equals("TM-HTTP-007");
                    assertTrue(answer.statusCode() == 200 || isUnfit, zone + " " + answer.body());
                }
            }
        }
    }

    @Test
    void aFollowerThatWaitsForItsAnswerHasHeartbeatsAndEndsWhenItTakesTooLong() throws Exception {
        try (HttpBench bench = bench();
                Follower other = new Follower(bench, "/v1/live?aggregation=sound&limit=1")) {
            other.next("series", e -> true);
            try (Follower follower = new Follower(bench, "/v1/live?aggregation=fragile")) {
                follower.next("series", e -> true);
                realtime.hang(FragileModel.FRAGILE);
                follower.awaitHeartbeat();
                assertEquals(
                        "TM-HTTP-022",
                        follower.next("problem", e -> true).path("code").asText());
                follower.awaitEnd();
            }
            log.append(0, new Sale("shop-1", 0, 1, SalesLog.START), SalesLog.START);
            realtime.caughtUp();
            other.next(
                    "series",
                    e -> e.path("rows").get(0).path("metrics").path("sales").asLong() == 2);
        }
    }

    @Test
    void smallQuestionsThatWouldWaitHoldUpNoThreadThatBringsRequests() {
        try (HttpBench bench = bench()) {
            realtime.hang(FragileModel.FRAGILE);
            String small = "/query?shop=shop-1&from=2001-01-01&to=2001-01-02";
            for (int i = 0; i < 12; i++) {
                HttpBench.later(bench.node, "/v1/aggregations/fragile" + small);
            }
            for (int i = 0; i < 12; i++) {
                // Each over a connection of its own, which falls to any of the selectors.
                assertEquals("live\n", soon(bench, "/health/live"));
                String answer = soon(bench, "/v1/aggregations/sound" + small);
                assertTrue(answer.contains("\"rows\""), answer);
            }
        }
    }

    private static String soon(HttpBench bench, String path) {
        return HttpBench.later(bench.node, path).orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void aClientThatDoesNotReadHoldsUpNobody() throws Exception {
        try (HttpBench bench = bench()) {
            for (int i = 0; i < 1_000; i++) {
                log.append(0, new Sale("shop-" + i, 0, 1, SalesLog.START), SalesLog.START);
            }
            realtime.caughtUp();
            try (Socket deaf =
                    new Socket(bench.uri("/").getHost(), bench.uri("/").getPort())) {
                deaf.setReceiveBufferSize(1_024);
                deaf.getOutputStream()
                        .write("GET /v1/live?aggregation=sound HTTP/1.1\r\nHost: a\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8));
                try (Follower follower = new Follower(bench, "/v1/live?aggregation=sound&shop=shop-1")) {
                    for (int sales = 2; sales < 20; sales++) {
                        long now = sales;
                        follower.next(
                                "series",
                                e -> e.path("rows")
                                                .get(0)
                                                .path("metrics")
                                                .path("sales")
                                                .asLong()
                                        >= now);
                        for (int i = 0; i < 1_000; i++) {
                            log.append(0, new Sale("shop-" + i, 0, 1, SalesLog.START), SalesLog.START);
                        }
                        realtime.caughtUp();
                    }
                }
            }
        }
    }

    @Test
    void askedForItsHeadLiveTakesNoPlace() {
        try (HttpBench bench = bench()) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> head = bench.send(HttpRequest.newBuilder(bench.uri("/v1/live"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody()));
                assertEquals(405, head.statusCode());
            }
            assertEquals(404, bench.get("/v1/live?aggregation=none").statusCode());
        }
    }
}
