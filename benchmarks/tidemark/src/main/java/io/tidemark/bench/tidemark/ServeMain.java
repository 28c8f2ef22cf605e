package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Serves a data set until the process is ended. When the newest view is loaded, {@code --folded} records of the log are in
 * the realtime view and a first query is answered, it prints how long that took, as a result of {@code --variant}, and then
 * {@code READY}.
 */
public final class ServeMain {
    private ServeMain() {}

    public static void main(String[] args) {
        try {
            serve(args);
        } catch (Exception e) {
            // The node's threads would keep the process, and who waits for READY, alive.
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void serve(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        Model model = new AdModel(data.topic(), Duration.ofMillis(Dataset.WINDOW_MS), data.ads()).build();
        long folded = options.number("folded", 0);
        long rows = options.number("rows", 0);
        Meter meter = new Meter();
        meter.start();
        Node node = new Node(model, options);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        node.start();
        node.awaitReady(folded);
        String answer = ask(node);
        meter.stop();
        double uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        Result result = Result.of("recovery", "tidemark", options.text("variant", "start"))
                .with(Metric.START_S, uptime)
                .with(Metric.WALL_S, meter.wallSeconds())
                .with(Metric.RSS_MIB, (double) Meter.peakRssMib());
        if (folded > 0) {
            result = result.with(Metric.PARTIALS, (double) data.partials());
        }
        if (options.isYes("replays")) {
            result = result.with(Metric.EVENTS_PER_S, (double) folded / meter.wallSeconds());
        }
        if (rows > 0) {
            result = result.with(Metric.ROWS_PER_S, (double) rows / meter.wallSeconds());
        }
        result.checked(answer.contains(firstViews(data)) ? "yes" : "no").print();
        System.out.println("READY");
        Thread.currentThread().join();
    }

    private static String ask(Node node) throws IOException {
        try (InputStream answer = node.aggregation()
                .resolve("query?window=range&campaign=" + Ads.campaign(0))
                .toURL()
                .openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As the answer writes it: all views of the campaign that was asked about. */
    private static String firstViews(Dataset data) throws IOException {
        try (Stream<String> truth = Files.lines(data.truthFile())) {
            long views = truth.filter(line -> line.startsWith(Ads.campaign(0)))
                    .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                    .sum();
            return "\"views\":" + views + "}";
        }
    }
}
