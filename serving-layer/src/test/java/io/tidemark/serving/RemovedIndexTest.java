package io.tidemark.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.disk.DirectoryTree;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody removes the index's directory under a node: it fills it again, and what it answers meanwhile is right. */
class RemovedIndexTest {
    private static final String ALL = "/v1/aggregations/" + SalesModel.BY_SHOP + "/query?window=all&limit=all";
    private static final int SALES = 500;

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, SALES);
    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
    private final InMemoryBatchViews batch = new InMemoryBatchViews();

    private long publish(long upTo) {
        return batch.publish(
                        log,
                        SalesModel.definition(SalesModel.BY_SHOP),
                        log.tidemark(Map.of(0, upTo, 1, upTo)),
                        SalesLog.START + 3_600_000)
                .number();
    }

    /** Whether it is answered: then rightly. */
    private static boolean isAnswered(HttpBench bench, String path) {
        HttpResponse<String> response = bench.get(path);
        if (response.statusCode() == 503) {
            assertTrue(response.body().contains("TM-HTTP-028"), response::body);
            assertFalse(response.body().contains("/rows"), response::body);
            return false;
        }
        JsonNode answer = HttpBench.json(response);
        long sales = 0;
        for (JsonNode row : answer.path("rows")) {
            sales += row.path("metrics").path("sales").asLong();
        }
        assertTrue(answer.path("complete").asBoolean(), response::body);
        assertEquals(SALES, sales, response::body);
        return true;
    }

    @Test
    void itIsFilledAgain() throws IOException {
        publish(60);
        long newest = publish(100);
        try (HttpBench bench = new HttpBench(log, directory, batch, HttpBench.quick(), realtime)) {
            assertTrue(isAnswered(bench, ALL));
            String before = bench.get(ALL.replace("limit=all", "manifest=1")).body();
            for (long upTo : new long[] {100, 130, 160}) {
                DirectoryTree.delete(directory);
                if (upTo > 100) {
                    newest = publish(upTo);
                }
                long wanted = newest;
                HttpBench.await(
                        () -> Files.exists(directory.resolve("rows").resolve("CURRENT")) && isAnswered(bench, ALL));
                HttpBench.await(
                        () -> HttpBench.json(bench.get(ALL)).path("manifest").asLong() == wanted);
                HttpBench.await(() ->
                        HttpBench.json(bench.get("/v1/status")).path("faults").isEmpty());
                assertTrue(isAnswered(bench, ALL));
                HttpBench.await(
                        () -> bench.get(ALL.replace("limit=all", "manifest=1")).statusCode() == 200);
                assertEquals(
                        HttpBench.parse(before).path("rows"),
                        bench.json(ALL.replace("limit=all", "manifest=1")).path("rows"));
            }
        }
    }
}
