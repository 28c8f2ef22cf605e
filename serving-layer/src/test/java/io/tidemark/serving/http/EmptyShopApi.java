package io.tidemark.serving.http;

import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An API over a log of one partition where nothing was sold yet: a test sells what it asks for. */
abstract class EmptyShopApi {
    static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;

    @TempDir
    Path directory;

    final SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 0);
    final LogRealtimeView realtime = new LogRealtimeView(log);
    HttpBench bench;

    @BeforeEach
    void start() {
        bench = new HttpBench(log, directory, new InMemoryBatchViews(), HttpBench.quick(), realtime);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /** One sale in each of these shops, all at one time. */
    void sold(String... shops) {
        for (String shop : shops) {
            log.append(0, new Sale(shop, 0, 1, SalesLog.START), SalesLog.START);
        }
        realtime.caughtUp();
    }
}
