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
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LiveApiTest {
    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 60);
    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
    private final InMemoryBatchViews batch = new InMemoryBatchViews();

    @Test
    void aFollowerSeesTheWholeSeriesThenOnlyWhatChanges() throws Exception {
        try (HttpBench bench = new HttpBench(log, directory, batch, HttpBench.quick(), realtime);
                Follower follower = new Follower(bench, "/v1/live?aggregation=sales-by-shop&shop=shop-1")) {
            JsonNode first = follower.next("series", e -> true);
            assertTrue(first.path("reset").asBoolean());
            JsonNode asked = bench.json("/v1/aggregations/sales-by-shop/query?shop=shop-1");
            assertEquals(asked.path("rows"), first.path("rows"));

            log.append(0, new Sale("shop-1", 0, 1, SalesLog.START), SalesLog.START);
            realtime.caughtUp();
            JsonNode change = follower.next("series", e -> !e.path("rows").isEmpty());
            assertFalse(change.path("reset").asBoolean());
            assertEquals(1, change.path("rows").size());
            assertEquals(
                    "2001-01-01T00:00:00Z",
                    change.path("rows").get(0).path("start").asText());
            assertEquals(log.end(0), change.path("asOf").path("sales").path("0").asLong());
        }
    }

    @Test
    void aFollowerSeesFlipsAndRowsThatTurnToBatch() throws Exception {
        try (HttpBench bench = new HttpBench(log, directory, batch, HttpBench.quick(), realtime);
                Follower flips = new Follower(bench, "/v1/live");
                Follower follower = new Follower(bench, "/v1/live?aggregation=sales-by-shop&window=all")) {
            assertEquals(
                    "realtime",
                    follower.next("series", e -> true)
                            .path("rows")
                            .get(0)
                            .path("origin")
                            .asText());
            batch.publish(log, SalesModel.definition(SalesModel.BY_TILL), log.ends());
            batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
            JsonNode flip =
                    flips.next("flip", e -> e.path("aggregation").asText().equals(SalesModel.BY_SHOP));
            assertEquals(
                    log.end(0), flip.path("tidemark").path("sales").path("0").asLong());
            JsonNode after = follower.next("series", e -> e.path("tidemark").has("sales"));
            assertEquals("batch", after.path("rows").get(0).path("origin").asText());
        }
    }

    @Test
    void withoutAggregationThereIsStatusAndOtherwiseAHeartbeat() throws Exception {
        try (HttpBench bench = new HttpBench(log, directory, batch, HttpBench.quick(), realtime);
                Follower follower = new Follower(bench, "/v1/live")) {
            assertEquals(
                    3, follower.next("status", e -> true).path("aggregations").size());
            follower.awaitHeartbeat();
            batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
            JsonNode status =
                    follower.next("status", e -> e.path("newestManifest").asLong() == 1);
            assertEquals(3, status.path("aggregations").size());
        }
    }

    @Test
    void clientsAreBoundedAndAPlaceIsFreeAgainWhenOneIsGone() throws Exception {
        try (HttpBench bench = new HttpBench(log, directory, batch, HttpBench.quick(), realtime)) {
            Follower first = new Follower(bench, "/v1/live");
            try (Follower second = new Follower(bench, "/v1/live")) {
                HttpBench.await(() -> bench.get("/v1/live?aggregation=none").statusCode() == 503);
                assertEquals(
                        "TM-HTTP-024",
                        HttpBench.json(bench.get("/v1/live")).path("code").asText());
                first.close();
                HttpBench.await(() -> bench.get("/v1/live?aggregation=none").statusCode() == 404);
                assertTrue(second.next("status", e -> true).has("newestManifest"));
            }
        }
    }
}
