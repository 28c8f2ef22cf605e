package io.tidemark.bench.shop.process;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Result;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How long one question takes that is asked alone, again and again. What is answered as late took as long as that said. */
public record Latencies(double[] sortedMillis) {
    /** @param unmeasured so many times before it counts */
    public static Latencies of(NodeClient client, String path, int unmeasured, int measured) throws Exception {
        for (int i = 0; i < unmeasured; i++) {
            ask(client, path);
        }
        return ofEach(client, Collections.nCopies(measured, path));
    }

    /** Of several questions, each asked once. */
    public static Latencies ofEach(NodeClient client, List<String> paths) throws Exception {
        double[] millis = new double[paths.size()];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            ask(client, paths.get(i));
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return new Latencies(millis);
    }

    private static void ask(NodeClient client, String path) throws Exception {
        NodeClient.Reply reply = client.ask(path);
        if (!reply.isOk() && !reply.isBusy()) {
            throw new IllegalStateException(path + ": " + reply.status() + " " + reply.body());
        }
    }

    public Result in(Result result) {
        return result.with(Metric.P50_MS, at(0.5)).with(Metric.P99_MS, at(0.99)).with(Metric.MAX_MS, at(1));
    }

    private double at(double quantile) {
        return sortedMillis[(int) Math.min(sortedMillis.length - 1, quantile * sortedMillis.length)];
    }
}
