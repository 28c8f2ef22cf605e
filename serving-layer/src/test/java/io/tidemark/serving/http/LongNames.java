package io.tidemark.serving.http;

import io.tidemark.http.ListenerLimits;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A node with sixty shops whose names have 8,000 letters, and 0.9 MB for all answers. */
final class LongNames implements AutoCloseable {
    static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;
    static final int SHOPS = 60;

    private static final int LETTERS = 8_000;
    private static final int ANSWERS_BYTES = 900_000;
    private static final long TILE_MILLIS = 600_000;

    final SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 0);
    final LogRealtimeView realtime = new LogRealtimeView(log);
    final HttpBench bench;

    /** @param tiles how many each shop has, with a sale in each */
    LongNames(Path directory, int tiles, UnaryOperator<ListenerLimits> limits) {
        HttpSettings usual = HttpBench.quick();
        ListenerLimits little = usual.listener().limits().memoryBytes(ANSWERS_BYTES);
        bench = new HttpBench(
                log,
                directory,
                new InMemoryBatchViews(),
                new HttpSettings(usual.listener().within(limits.apply(little)), usual.limits(), usual.live()),
                realtime);
        for (int shop = 0; shop < SHOPS; shop++) {
            for (int tile = 0; tile < tiles; tile++) {
                sell(shop, tile);
            }
        }
        realtime.caughtUp();
    }

    void sell(int shop, int tile) {
        long at = SalesLog.START + tile * TILE_MILLIS;
        log.append(0, new Sale(name(shop), 0, 1, at), at);
    }

    static String name(int shop) {
        return String.format("%04d", shop).repeat(LETTERS / 4);
    }

    /** Somebody who has asked for something and takes little of it. */
    Socket silent(String path) throws IOException {
        Socket silent = new Socket();
        silent.setReceiveBufferSize(1_024);
        silent.connect(
                new InetSocketAddress(bench.uri("/").getHost(), bench.uri("/").getPort()));
        silent.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return silent;
    }

    @Override
    public void close() {
        bench.close();
    }
}
