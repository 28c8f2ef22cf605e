package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewId;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.live.LiveUpdates;
import io.tidemark.serving.http.operate.Metrics;
import io.tidemark.serving.http.operate.Serving;
import io.tidemark.serving.http.query.QuestionReader;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.RecordingBatchControl;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class OperationsApiTest {
    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 100);
    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
    private final InMemoryBatchViews batch = new InMemoryBatchViews();

    private HttpBench bench() {
        return new HttpBench(log, directory, batch, HttpBench.quick(), realtime);
    }

    @Test
    void theCatalogueDescribesEveryAggregation() {
        try (HttpBench bench = bench()) {
            JsonNode model = bench.json("/v1/aggregations");
            assertEquals(3, model.path("aggregations").size());
            assertEquals("sales", model.path("streams").get(0).path("topic").asText());
            JsonNode byTill = bench.json("/v1/aggregations/" + SalesModel.BY_TILL);
            assertEquals("PT1H", byTill.path("tile").asText());
            assertEquals("long", byTill.path("groups").get(1).path("type").asText());
            JsonNode metric = byTill.path("metrics").get(0);
            assertEquals("count", metric.path("aggregator").asText());
            assertEquals("exact", metric.path("traits").get(0).asText());
            assertEquals(
                    SalesModel.definition(SalesModel.BY_TILL).fingerprint(),
                    byTill.path("fingerprint").asText());
        }
    }

    @Test
    void theStatusTellsHowFarEveryLayerIs() {
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.tidemark(Map.of(0, 5L)));
        realtime.consume(1, 1);
        try (HttpBench bench = bench()) {
            JsonNode status = bench.json("/v1/status");
            assertTrue(status.path("ready").asBoolean());
            assertEquals(1, status.path("newestManifest").asLong());
            JsonNode byShop = status.path("aggregations").get(0);
            assertEquals(1, byShop.path("manifest").asLong());
            assertEquals(5, byShop.path("tidemark").path("sales").path("0").asLong());
            assertEquals(log.end(0), byShop.path("asOf").path("sales").path("0").asLong());
            assertEquals(log.end(1) - 1, byShop.path("lag").asLong());
            assertEquals("speed-1", status.path("realtime").get(0).path("node").asText());
            assertFalse(status.path("scheduler").path("paused").asBoolean());
            JsonNode recompute = status.path("scheduler").path("recomputes").get(0);
            assertEquals(
                    "{\"name\":\"nightly\",\"cron\":\"30 2 * * *\",\"zone\":\"Europe/Amsterdam\",\"last\":\"PT48H\","
                            + "\"aggregations\":[\"by-shop\"],\"next\":\"1970-01-01T00:00:00Z\","
                            + "\"run\":\"20260101T023000000Z-nightly\"}",
                    recompute.toString());
            assertEquals(10, status.path("archive").get(0).path("end").asLong());
            assertTrue(status.path("faults").isEmpty());

            realtime.goDown();
            bench.control.goAway();
            JsonNode broken = bench.json("/v1/status");
            assertEquals(2, broken.path("faults").size());
            assertFalse(broken.path("aggregations").get(0).path("complete").asBoolean());
        }
    }

    @Test
    void aDateOfARecomputeIsADayInItsZone() {
        try (HttpBench bench = bench()) {
            bench.post(
                    "/v1/runs",
                    "{\"kind\":\"recompute\",\"from\":\"2026-10-25\",\"to\":\"2026-10-26\",\"zone\":\"Europe/Amsterdam\"}",
                    "Content-Type",
                    "application/json");
            assertEquals(
                    new RunRequest.Recompute(
                            Set.of(),
                            TimeRange.of(Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z"))),
                    bench.control.requests().get(0));
        }
    }

    @Test
    void runsAreAskedForAndFollowed() {
        try (HttpBench bench = bench()) {
            HttpResponse<String> accepted = bench.post(
                    "/v1/runs",
                    "{\"kind\":\"recompute\",\"aggregations\":[\"sales-by-shop\"],\"from\":\"2001-01-01\","
                            + "\"to\":\"2001-01-02\"}",
                    "Content-Type",
                    "application/json");
            assertEquals(202, accepted.statusCode());
            assertEquals(
                    "/v1/runs/run-1", accepted.headers().firstValue("location").orElseThrow());
            bench.post(
                    "/v1/runs",
                    "{\"kind\":\"incremental\",\"cut\":\"archive-end\",\"acceptGaps\":true}",
                    "Content-Type",
                    "application/json; charset=utf-8");
            assertEquals(
                    List.of(
                            new RunRequest.Recompute(
                                    Set.of("sales-by-shop"),
                                    TimeRange.of(
                                            Instant.parse("2001-01-01T00:00:00Z"),
                                            Instant.parse("2001-01-02T00:00:00Z"))),
                            new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, true)),
                    bench.control.requests());
            assertEquals(
                    "run-2",
                    bench.json("/v1/runs").path("runs").get(0).path("id").asText());
            assertEquals("queued", bench.json("/v1/runs/run-1").path("state").asText());
            assertTrue(HttpBench.json(bench.post("/v1/scheduler/pause", ""))
                    .path("paused")
                    .asBoolean());
            assertFalse(HttpBench.json(bench.post("/v1/scheduler/resume", ""))
                    .path("paused")
                    .asBoolean());
            bench.control.goAway();
            assertEquals(
                    "TM-HTTP-023",
                    HttpBench.json(bench.get("/v1/runs")).path("code").asText());
        }
    }

    @Test
    void readyComesWithTheNewestManifest() throws IOException {
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
        batch.fail(new IOException("storage away"));
        ServingNode node = new ServingNode(
                SalesModel.MODEL,
                ServingSettings.of("serving-1", directory, HttpBench.quick()).polling(Duration.ofMillis(20)),
                List.of(realtime),
                batch,
                new RecordingBatchControl(),
                Clock.systemUTC());
        try (node) {
            node.start();
            var client = HttpClient.newHttpClient();
            var ready =
                    HttpRequest.newBuilder(node.uri().resolve("/health/ready")).build();
            HttpBench.await(() -> send(client, ready).body().contains("storage away"));
            assertEquals(503, send(client, ready).statusCode());
            assertEquals(
                    200,
                    send(
                                    client,
                                    HttpRequest.newBuilder(node.uri().resolve("/health/live"))
                                            .build())
                            .statusCode());
            batch.fail(null);
            HttpBench.await(() -> send(client, ready).statusCode() == 200);
        }
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void prometheusIsToldOfQueriesFlipsLagAndIndex() {
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.tidemark(Map.of(0, 5L)));
        try (HttpBench bench = bench()) {
            bench.get("/v1/aggregations/sales-by-shop/query");
            String figures = bench.get("/metrics").body();
            for (String expected : List.of(
                    "tidemark_serving_flips_total{aggregation=\"sales-by-shop\"} 1.0",
                    "tidemark_serving_manifest{aggregation=\"sales-by-shop\"} 1.0",
                    "tidemark_realtime_lag_records{aggregation=\"sales-by-shop\"} 0.0",
                    "tidemark_realtime_quarantined_records{node=\"speed-1\"} 0.0",
                    "tidemark_realtime_tombstones_records{node=\"speed-1\"} 0.0",
                    "tidemark_archive_tombstones_records{topic=\"sales\"} 4.0",
                    "tidemark_index_files 1.0",
                    "tidemark_serving_ready 1.0",
                    "tidemark_http_requests_seconds_count{method=\"GET\",route=\"/v1/aggregations/{name}/query\","
                            + "status=\"200\"} 1")) {
                assertTrue(figures.contains(expected), expected + " in\n" + figures);
            }
        }
    }

    /** While a gauge is given its rows it has some of them twice, and whoever scraped then was told that the server failed. */
    @Test
    void severalMayScrapeAtOnce() throws Exception {
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.tidemark(Map.of(0, 5L)));
        ExecutorService scrapers = Executors.newFixedThreadPool(8);
        try (HttpBench bench = bench()) {
            List<Future<Integer>> answers = IntStream.range(0, 400)
                    .mapToObj(scrape ->
                            scrapers.submit(() -> bench.get("/metrics").statusCode()))
                    .toList();
            for (Future<Integer> answer : answers) {
                assertEquals(200, answer.get());
            }
        } finally {
            scrapers.shutdownNow();
        }
    }

    @Test
    void theDescriptionListsExactlyTheRoutes() {
        try (HttpBench bench = bench()) {
            Set<String> described = new TreeSet<>();
            for (Map.Entry<String, JsonNode> path :
                    bench.json("/openapi.json").path("paths").properties()) {
                path.getValue()
                        .properties()
                        .forEach(method ->
                                described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
            }
            Set<String> routes = new TreeSet<>();
            Serving none = new Serving("", SalesModel.MODEL, null, null, null, null, null, null, null, null);
            QuestionReader reader =
                    new QuestionReader(SalesModel.MODEL, HttpBench.quick().limits(), Duration.ofSeconds(1), null);
            LiveUpdates live = new LiveUpdates(
                    new LiveUpdates.Between(none, reader, null, null),
                    HttpBench.quick().live(),
                    new LiveUpdates.Means(1, Duration.ZERO, Long.MAX_VALUE));
            ServingRoutes.of(none, reader, new Metrics(), live, 1)
                    .forEach(route -> routes.add(route.method() + " " + route.template()));
            assertEquals(routes, described);
        }
    }

    @Test
    void aHeadRequestIsAnsweredLikeAGetWithoutBody() {
        try (HttpBench bench = bench()) {
            HttpResponse<String> head = bench.send(HttpRequest.newBuilder(bench.uri("/v1/aggregations"))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertEquals(200, head.statusCode());
            assertEquals("", head.body());
        }
    }

    @Test
    void aSpeedNodeThatHangsCostsItsAskerAnAnswerAndNobodyElse() {
        CountDownLatch hanging = new CountDownLatch(1);
        try (HttpBench bench =
                new HttpBench(log, directory, batch, HttpBench.quick(), new Hanging(realtime, hanging))) {
            HttpResponse<String> late = bench.get("/v1/aggregations/sales-by-shop/query");
            assertEquals(504, late.statusCode());
            assertEquals("TM-HTTP-022", HttpBench.json(late).path("code").asText());
            assertEquals(200, bench.get("/health/live").statusCode());
            assertEquals(200, bench.get("/v1/status").statusCode());
            hanging.countDown();
        }
    }

    @Test
    void whatOperatesIsAnsweredWhileQuestionsHoldAllWorkers() {
        CountDownLatch hanging = new CountDownLatch(1);
        try (HttpBench bench =
                new HttpBench(log, directory, batch, HttpBench.quick(), new Hanging(realtime, hanging))) {
            // As many at work and waiting as are taken on.
            List<CompletableFuture<String>> questions = IntStream.range(0, 20)
                    .mapToObj(i -> HttpBench.later(bench.node, "/v1/aggregations/sales-by-shop/top?by=sales"))
                    .toList();
            HttpBench.await(() -> heldWorkers() == 4);
            long began = System.nanoTime();
            for (String path : List.of("/v1/status", "/v1/runs", "/metrics", "/health/ready", "/health/live")) {
                assertEquals(200, bench.get(path).statusCode(), path);
            }
            assertEquals(
                    200,
                    bench.post("/v1/scheduler/pause", "{}", "Content-Type", "application/json")
                            .statusCode());
            assertTrue(System.nanoTime() - began < 1_500_000_000L, "an operator waits for questions");
            hanging.countDown();
            for (CompletableFuture<String> question : questions) {
                assertTrue(HttpBench.parse(question.join()).path("rows").size() > 0, question.join());
            }
        }
    }

    private static long heldWorkers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("serving-worker"))
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(Hanging.class.getName())))
                .count();
    }

    /** Answers no question until it is let go. */
    private record Hanging(RealtimeView view, CountDownLatch latch) implements RealtimeView {
        @Override
        public RealtimeAnswer read(RealtimeQuery query) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                return new RealtimeAnswer(
                        Coverage.NONE,
                        new TileTable(SalesModel.definition(query.view().name())));
            }
            return view.read(query);
        }

        @Override
        public Coverage coverage(ViewId id, Tidemark tidemark) {
            return view.coverage(id, tidemark);
        }

        @Override
        public void lease(TidemarkLease lease) {
            view.lease(lease);
        }

        @Override
        public RealtimeStatus status() {
            return view.status();
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
