package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.access.AccessSettings;
import io.tidemark.http.access.AskerLimits;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask what, at every route. */
@Timeout(120)
final class AccessApiTest {
    private static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final List<String> OF_EVERYBODY = List.of("/health/live", "/health/ready", "/openapi.json", "/");
    private static final List<String> OF_READERS = List.of(
            "/v1/aggregations",
            BY_SHOP,
            BY_SHOP + "/query",
            BY_SHOP + "/query?shop=shop-1&window=all",
            BY_SHOP + "/top?by=sales",
            BY_SHOP + "/groups");
    private static final List<String> OF_OPERATORS =
            List.of("/v1/status", "/v1/runs", "/v1/runs/none", "/metrics", BY_SHOP + "/query?explain=true");

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 100);

    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();

    private HttpBench bench(AccessSettings access) {
        InMemoryBatchViews batch = new InMemoryBatchViews();
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
        return new HttpBench(
                log, directory.resolve("index"), batch, HttpBench.quick().withAccess(access), realtime);
    }

    private static int status(HttpBench bench, String name, String path) {
        return Guests.get(bench, name, path).statusCode();
    }

    private static HttpResponse<String> post(HttpBench bench, String name, String path, String body) {
        return bench.send(Guests.as(bench, name, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aStrangerSeesThatItIsHereAndNoMore() {
        Guests guests = new Guests(directory).know("ada", "admin");
        try (HttpBench bench = bench(guests.settingsWithoutRules())) {
            for (String path : OF_EVERYBODY) {
                assertEquals(200, bench.get(path).statusCode(), path);
                assertEquals(200, status(bench, "wrong", path), path);
            }
            for (List<String> paths : List.of(OF_READERS, OF_OPERATORS, List.of("/v1/live"))) {
                for (String path : paths) {
                    for (HttpResponse<String> refused : List.of(bench.get(path), Guests.get(bench, "wrong", path))) {
                        assertEquals(401, refused.statusCode(), path);
                        assertEquals(
                                "TM-HTTP-040",
                                HttpBench.json(refused).path("code").asText());
                        assertTrue(refused.headers()
                                .firstValue("WWW-Authenticate")
                                .orElse("")
                                .startsWith("Bearer"));
                        assertFalse(refused.body().contains("wrong\""), refused::body);
                    }
                }
            }
            assertEquals(401, bench.post("/v1/scheduler/pause", "").statusCode());
            assertEquals(List.of(), bench.control.requests());
            // Also of a question that was answered to somebody, with the same words.
            assertEquals(200, status(bench, "ada", OF_READERS.get(3)));
            assertEquals(200, status(bench, "ada", OF_READERS.get(3)));
            assertEquals(401, bench.get(OF_READERS.get(3)).statusCode());
        }
    }

    @Test
    void whyANodeIsAwayIsToldToWhoOperatesIt() throws Exception {
        Guests guests = new Guests(directory).know("rita", "read").know("otto", "operate");
        try (HttpBench bench = bench(guests.settingsWithoutRules())) {
            for (String path : OF_READERS.subList(2, 6)) {
                assertEquals(200, status(bench, "rita", path));
            }
            realtime.goDown();
            for (String question : OF_READERS.subList(2, 6)) {
                String path = question + (question.contains("?") ? "&" : "?");
                for (String words : List.of("require=any", "require=complete")) {
                    assertAway(Guests.get(bench, "rita", path + words), false);
                    assertAway(Guests.get(bench, "otto", path + words), true);
                }
                assertTable(bench, path + "require=any");
                assertTable(bench, path + "require=complete");
            }
            assertAway(Guests.get(bench, "rita", BY_SHOP + "/query?limit=all"), false);
            assertAway(Guests.get(bench, "rita", BY_SHOP + "/groups?limit=all&require=complete"), false);
            for (String name : List.of("rita", "otto")) {
                try (Follower follower =
                        new Follower(bench, Guests.as(bench, name, "/v1/live?aggregation=" + SalesModel.BY_SHOP))) {
                    String told = follower.next("series", event -> true).toString();
                    assertEquals(name.equals("otto"), told.contains("speed-1"), told);
                }
            }
        }
    }

    private static void assertAway(HttpResponse<String> answer, boolean isTold) {
        assertTrue(answer.body().contains("missing"), answer::body);
        assertEquals(isTold, answer.body().contains("speed-1"), answer::body);
    }

    private static void assertTable(HttpBench bench, String path) {
        HttpResponse<String> table = bench.send(Guests.as(bench, "rita", path).header("Accept", "text/csv"));
        String all = table.headers().map() + table.body();
        assertTrue(all.contains("missing") || all.contains("tidemark-missing"), all);
        assertFalse(all.contains("speed-1"), all);
    }

    @Test
    void aPageBringsUpNoFormOfTheBrowsers() {
        Guests guests = new Guests(directory);
        try (HttpBench bench = bench(guests.settingsWithoutRules())) {
            HttpResponse<String> ofAPage =
                    bench.send(HttpRequest.newBuilder(bench.uri("/v1/status")).header("Sec-Fetch-Mode", "cors"));
            assertFalse(
                    ofAPage.headers().firstValue("WWW-Authenticate").orElse("").contains("Basic"));
            assertTrue(bench.get("/v1/status")
                    .headers()
                    .firstValue("WWW-Authenticate")
                    .orElse("")
                    .contains("Basic"));
        }
    }

    @Test
    void withoutRulesARoleIsARight() {
        Guests guests = new Guests(directory)
                .know("none", "")
                .know("rita", "read")
                .know("otto", "operate")
                .know("ada", "admin,x");
        try (HttpBench bench = bench(guests.settingsWithoutRules())) {
            assertEquals(
                    0,
                    Guests.json(bench, "none", "/v1/aggregations")
                            .path("aggregations")
                            .size());
            assertEquals(404, status(bench, "none", BY_SHOP));
            for (String path : OF_READERS) {
                assertEquals(200, status(bench, "rita", path), path);
                assertEquals(200, status(bench, "otto", path), path);
            }
            for (String path : OF_OPERATORS) {
                HttpResponse<String> refused = Guests.get(bench, "rita", path);
                assertEquals(403, refused.statusCode(), path);
                assertEquals("TM-HTTP-041", HttpBench.json(refused).path("code").asText());
                assertEquals(path.equals("/v1/runs/none") ? 404 : 200, status(bench, "otto", path), path);
            }
            String run = "{\"kind\": \"incremental\", \"aggregations\": []}";
            String recompute = "{\"kind\": \"recompute\", \"aggregations\": []}";
            String gaps = "{\"kind\": \"incremental\", \"aggregations\": [], \"acceptGaps\": true}";
            for (String path : List.of("/v1/runs", "/v1/scheduler/pause", "/v1/scheduler/resume")) {
                assertEquals(403, post(bench, "rita", path, run).statusCode(), path);
            }
            assertEquals(List.of(), bench.control.requests());
            assertEquals(202, post(bench, "otto", "/v1/runs", run).statusCode());
            assertEquals(200, post(bench, "otto", "/v1/scheduler/pause", "").statusCode());
            assertEquals(403, post(bench, "otto", "/v1/runs", recompute).statusCode());
            assertEquals(403, post(bench, "otto", "/v1/runs", gaps).statusCode());
            assertEquals(202, post(bench, "ada", "/v1/runs", recompute).statusCode());
            assertEquals(202, post(bench, "ada", "/v1/runs", gaps).statusCode());
        }
    }

    @Test
    void whatIsNotGrantedIsNotThere() {
        Guests guests = new Guests(directory)
                .know("rita", "")
                .rules("{\"users\": [\"rita\"], \"aggregations\": [\"all-sales\"], \"rights\": [\"operate\"]}");
        try (HttpBench bench = bench(guests.settings())) {
            JsonNode known = Guests.json(bench, "rita", "/v1/aggregations").path("aggregations");
            assertEquals(1, known.size());
            assertEquals("all-sales", known.get(0).path("name").asText());
            for (String path : OF_READERS.subList(1, OF_READERS.size())) {
                HttpResponse<String> none = Guests.get(bench, "rita", path);
                assertEquals(404, none.statusCode(), path);
                assertFalse(none.body().contains("sales-by-till"), none::body);
            }
            // Nearly its name: nobody is told what is.
            HttpResponse<String> near = Guests.get(bench, "rita", "/v1/aggregations/sales-by-shp/query");
            assertFalse(near.body().contains("sales-by-shop"), near::body);
            assertEquals(404, status(bench, "rita", "/v1/live?aggregation=sales-by-shop"));
            assertEquals(403, status(bench, "rita", "/v1/live"));
            assertEquals(200, status(bench, "rita", "/v1/aggregations/all-sales/query?explain=true"));
            // To operate one is not to see how all fare.
            assertEquals(403, status(bench, "rita", "/v1/status"));
        }
    }

    @Test
    void whoSeesSomeGroupsSeesNothingThatIsNoRow() {
        Guests guests = new Guests(directory)
                .know("tom", "")
                .rules("{\"aggregations\": [\"*\"], \"rights\": [\"admin\"], \"groups\": {\"shop\": [\"shop-1\"]}}");
        try (HttpBench bench = bench(guests.settings())) {
            for (String path : OF_OPERATORS) {
                assertEquals(403, status(bench, "tom", path), path);
            }
            assertEquals(403, status(bench, "tom", "/v1/live"));
            // An aggregation without the field is of everybody's rows.
            for (String question : List.of("query", "top?by=sales", "groups")) {
                HttpResponse<String> refused = Guests.get(bench, "tom", "/v1/aggregations/all-sales/" + question);
                assertEquals(403, refused.statusCode(), refused::body);
            }
            assertEquals(403, status(bench, "tom", "/v1/live?aggregation=all-sales"));
            assertEquals(200, status(bench, "tom", BY_SHOP + "/query"));
        }
    }

    @Test
    void aCursorOfAnotherGivesNothingMore() {
        Guests guests = new Guests(directory)
                .know("all", "")
                .know("tom", "")
                .rules("{\"users\": [\"all\"], \"aggregations\": [\"*\"], \"rights\": [\"read\"]},"
                        + "{\"users\": [\"tom\"], \"aggregations\": [\"*\"], \"rights\": [\"read\"],"
                        + " \"groups\": {\"shop\": [{\"principal\": \"name\"}, \"shop-6\"]}}");
        try (HttpBench bench = bench(guests.settings())) {
            for (String question : List.of("/query?limit=1", "/groups?limit=1")) {
                String cursor = Guests.json(bench, "all", BY_SHOP + question)
                        .path("next")
                        .asText();
                HttpResponse<String> answer = Guests.get(bench, "tom", BY_SHOP + question + "&cursor=" + cursor);
                assertEquals(400, answer.statusCode(), answer::body);
                assertEquals(200, status(bench, "all", BY_SHOP + question + "&cursor=" + cursor));
            }
        }
    }

    @Test
    void whoIsForgottenOrRestrictedIsSoAtOnceAlsoWhileTheyFollow() throws Exception {
        Guests guests =
                new Guests(directory).know("rita", "").rules("{\"aggregations\": [\"*\"], \"rights\": [\"read\"]}");
        try (HttpBench bench = bench(guests.settings());
                Follower follower =
                        new Follower(bench, Guests.as(bench, "rita", "/v1/live?aggregation=sales-by-shop"))) {
            follower.next("series", event -> true);
            String small = BY_SHOP + "/query?shop=shop-1&window=all";
            assertEquals(1, Guests.json(bench, "rita", small).path("rows").size());
            guests.rules("{\"aggregations\": [\"*\"], \"rights\": [\"read\"], \"groups\": {\"shop\": [\"shop-2\"]}}");
            follower.awaitEnd();
            assertEquals(0, Guests.json(bench, "rita", small).path("rows").size());
            guests.forgetAll();
            HttpBench.await(() -> status(bench, "rita", small) == 401);
        }
    }

    @Test
    void whoAsksTooMuchIsToldToWaitAndNobodyElseIs() {
        Guests guests = new Guests(directory).know("rita", "read").know("tom", "read");
        AccessSettings unlimited = guests.settingsWithoutRules();
        try (HttpBench bench = bench(new AccessSettings(
                unlimited.ways(), unlimited.rules(), new AskerLimits(1, 0, 0, Duration.ZERO), Optional.empty()))) {
            String small = BY_SHOP + "/query?shop=shop-1&window=all";
            HttpResponse<String> last = Guests.get(bench, "rita", small);
            for (int i = 0; i < 30 && last.statusCode() == 200; i++) {
                last = Guests.get(bench, "rita", small);
            }
            assertEquals(429, last.statusCode());
            assertEquals("TM-HTTP-042", HttpBench.json(last).path("code").asText());
            assertTrue(Long.parseLong(last.headers().firstValue("Retry-After").orElseThrow()) >= 1);
            assertEquals(200, status(bench, "tom", small));
            assertEquals(200, status(bench, "rita", "/health/live"));
        }
    }

    @Test
    void whoFollowsTooMuchIsToldSoAndNobodyElseIs() throws Exception {
        Guests guests = new Guests(directory).know("rita", "read").know("tom", "read");
        AccessSettings unlimited = guests.settingsWithoutRules();
        String live = "/v1/live?aggregation=" + SalesModel.BY_SHOP;
        try (HttpBench bench = bench(new AccessSettings(
                unlimited.ways(), unlimited.rules(), new AskerLimits(0, 0, 1, Duration.ZERO), Optional.empty()))) {
            try (Follower first = new Follower(bench, Guests.as(bench, "rita", live))) {
                first.next("series", event -> true);
                HttpResponse<String> second = Guests.get(bench, "rita", live);
                assertEquals(429, second.statusCode());
                assertEquals("TM-HTTP-042", HttpBench.json(second).path("code").asText());
                assertTrue(second.body().contains("http.limit.live"), second::body);
                assertEquals(200, status(bench, "rita", BY_SHOP + "/query?limit=1"));
                try (Follower other = new Follower(bench, Guests.as(bench, "tom", live))) {
                    other.next("series", event -> true);
                }
            }
            HttpBench.await(() -> followsOnce(bench, live));
        }
    }

    /** Whether rita may follow. */
    private static boolean followsOnce(HttpBench bench, String live) {
        try {
            HttpResponse<InputStream> answer = bench.client()
                    .send(Guests.as(bench, "rita", live).build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode() == 200;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
