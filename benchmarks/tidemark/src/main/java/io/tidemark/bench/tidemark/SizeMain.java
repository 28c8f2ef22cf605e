package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The demo as a user starts it, already built: the time to a first answer that has a row, and the peak of its resident size
 * while flights come. Then once more, when none are left to come: the same to an answer, and its resident size idle.
 */
public final class SizeMain {
    private static final String FIRST = "/v1/aggregations/delays-by-origin/query?window=range&limit=1";
    private static final int IDLE_SECONDS = 5;

    private SizeMain() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        measure(options, "demo-loaded", "VmHWM:", options.integer("seconds", 30));
        measure(options, "demo-idle", "VmRSS:", IDLE_SECONDS);
    }

    private static void measure(Options options, String variant, String size, int seconds) throws Exception {
        int port = options.integer("port", 18080);
        long start = System.nanoTime();
        Process demo = new ProcessBuilder(
                        options.text("command"),
                        "demo",
                        "--rate=" + options.integer("rate", 25_000),
                        "--port=" + port,
                        "--directory=" + options.text("state"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitRow(URI.create("http://127.0.0.1:" + port + FIRST), demo);
            double answered = (System.nanoTime() - start) / 1e9;
            demo.waitFor(seconds, TimeUnit.SECONDS);
            Result.of("size", "tidemark", variant)
                    .with(Metric.START_S, answered)
                    .with(Metric.RSS_MIB, mib(demo, size))
                    .print();
        } finally {
            demo.destroy();
            demo.waitFor();
        }
    }

    private static void awaitRow(URI question, Process demo) throws Exception {
        while (demo.isAlive()) {
            try (InputStream answer = question.toURL().openStream()) {
                if (new String(answer.readAllBytes(), StandardCharsets.UTF_8).contains("\"origin\"")) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the demo ended before it answered");
    }

    private static double mib(Process process, String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
