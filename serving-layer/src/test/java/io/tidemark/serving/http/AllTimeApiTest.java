package io.tidemark.serving.http;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class AllTimeApiTest {
    @TempDir
    Path directory;

    /** Sales of all time. */
    public static final class Ever implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var sales = model.stream("sales", Sale.class).eventTimeMillis(Sale::atMillis);
            model.aggregation("ever")
                    .over(sales)
                    .groupBy("shop", Sale::shop)
                    .allTime()
                    .metric("sales", count());
        }
    }

    @Test
    void anAggregationOfAllTimeIsNotAskedByTime() {
        SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 5);
        try (HttpBench bench =
                new HttpBench(Model.of(new Ever()), log, directory, new InMemoryBatchViews(), HttpBench.quick())) {
            for (String asked : new String[] {
                "query?from=2030-01-01",
                "query?to=2001-01-01",
                "query?window=range&from=2030-01-01&to=2031-01-01",
                "top?by=sales&from=2030-01-01",
                "groups?to=2001-01-01"
            }) {
                HttpResponse<String> refused = bench.get("/v1/aggregations/ever/" + asked);
                assertEquals(400, refused.statusCode(), asked);
                assertTrue(refused.body().contains("TM-HTTP-007"), refused.body());
                assertTrue(refused.body().contains("is of all time"), refused.body());
            }
            assertEquals(400, bench.get("/v1/live?aggregation=ever&from=now").statusCode());
            assertEquals(200, bench.get("/v1/aggregations/ever/query").statusCode());
        }
    }
}
