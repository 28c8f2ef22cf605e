package io.tidemark.bench.shop;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.bench.shop.order.Order;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.bench.shop.order.Orders;
import io.tidemark.bench.shop.process.Askers;
import io.tidemark.bench.shop.process.NodeProcess;
import io.tidemark.bench.shop.process.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * More than a day in minutes: epochs, flips, retention and recomputes as a shop has them, an hour being ten seconds, while
 * the node is asked all the time. Heap, resident size, threads, open files and disk stay where they are, and at the end all
 * is right. The archive grows, as it must.
 */
public final class SoakMain {
    private static final int ASKERS = 4;
    private static final int CUSTOMERS = 2_000;
    private static final String[] COUNTRIES = {"NL", "DE", "FR", "IT", "PL", "ES", "PT", "BE"};
    /** By then tiles have expired, and manifests are deleted. */
    private static final double SETTLED_AT_S = 90;

    private static final int LATEST_MILLIS = 15_000;
    private static final int RECOMPUTE_EVERY_S = 25;
    private static final int SAMPLE_EVERY_S = 2;
    private static final int HEAP_EVERY_S = 10;
    /** They grow with what is kept for ever. */
    private static final List<String> GROWS = List.of("storage/archive");

    private static final Map<String, String> SETTINGS = Map.of(
            "batch.interval", "10s",
            "archive.idle.grace", "5s",
            "batch.keep.manifests", "3",
            "batch.keep.grace", "20s",
            "batch.keep.reports", "20");

    private final Options options;
    private final int seconds;
    private final int rate;
    private final SoakTruth truth = new SoakTruth();
    private final Map<String, Trend> trends = new TreeMap<>();
    private final List<String> recomputes = new ArrayList<>();
    private long sent;

    private SoakMain(Options options) {
        this.options = options;
        this.seconds = options.integer("seconds", 360);
        this.rate = options.integer("rate", 2_000);
    }

    public static void main(String[] args) throws Exception {
        new SoakMain(new Options(args)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        try (OrderTopic topic = OrderTopic.stampedByTheBroker(options.text("bootstrap"));
                NodeProcess node =
                        new NodeProcess(options, "soak", options.integer("port", 18080), SoakModel.class, SETTINGS)) {
            node.start();
            Askers askers = askers(node);
            try (askers) {
                soak(topic, node);
            }
            node.client().awaitFolded(sent);
            // The tiles of the retention, but for the oldest, which may expire while they are asked for.
            truth.check(node.client(), Instant.now().minus(SoakModel.RETENTION).plus(SoakModel.TILE.multipliedBy(2)));
            // Of the others the history may be gone.
            String last = node.client().awaitRun(recomputes.get(recomputes.size() - 1));
            System.out.println("soak: " + recomputes.size() + " recomputes, the last " + last);
            report(node, askers);
        }
    }

    private Askers askers(NodeProcess node) {
        return new Askers(
                node.client(),
                ASKERS,
                List.of(
                        "/v1/aggregations/sales/query?limit=100",
                        "/v1/aggregations/sales/query?window=PT20S&country=NL",
                        "/v1/aggregations/by-customer/top?by=orders&n=10",
                        "/v1/aggregations/by-customer/query?limit=20",
                        "/v1/aggregations/by-customer/groups?limit=100",
                        "/v1/aggregations/ever/query?country=DE",
                        "/v1/status",
                        "/metrics"));
    }

    private void soak(OrderTopic topic, NodeProcess node) throws Exception {
        long start = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            send(topic);
            if (second % SAMPLE_EVERY_S == 0) {
                sample(node, (System.nanoTime() - start) / 1e9, second % HEAP_EVERY_S == 0);
            }
            if (second % RECOMPUTE_EVERY_S == RECOMPUTE_EVERY_S - 1) {
                recompute(node);
            }
            long left = start + (second + 1) * 1_000_000_000L - System.nanoTime();
            Thread.sleep(Math.max(0, left / 1_000_000));
        }
    }

    /** A second's orders, some of them late. */
    private void send(OrderTopic topic) throws Exception {
        long now = System.currentTimeMillis();
        for (int i = 0; i < rate; i++, sent++) {
            Order order = new Order(
                    Instant.ofEpochMilli(now - (sent % 10 == 0 ? Orders.chance(sent, LATEST_MILLIS) : 0)),
                    COUNTRIES[Orders.chance(sent * 3, COUNTRIES.length)],
                    "c" + Orders.chance(sent * 5, CUSTOMERS),
                    Orders.chance(sent * 7, 20_000));
            truth.add(order);
            topic.send((int) (sent % OrderTopic.PARTITIONS), null, order);
        }
        topic.flush();
    }

    private void recompute(NodeProcess node) throws Exception {
        Instant now = Instant.now();
        recomputes.add(node.client()
                .requestRun("{\"kind\":\"recompute\",\"aggregations\":[\"sales\"],\"from\":\""
                        + now.minus(SoakModel.RETENTION) + "\",\"to\":\"" + now.minus(SoakModel.TILE) + "\"}"));
    }

    private void sample(NodeProcess node, double at, boolean heapToo) throws Exception {
        node.check();
        ProcessFigures figures = node.figures();
        if (heapToo) {
            add("heap-mib", 12, at, figures.heapMib());
        }
        add("rss-mib", 32, at, figures.rssMib());
        add("threads", 4, at, figures.threads());
        add("open-files", 24, at, figures.openFiles());
        for (String layer : List.of("data", "storage")) {
            for (Path folder : folders(node.directory().resolve(layer))) {
                String name = layer + "/" + folder.getFileName();
                if (!GROWS.contains(name)) {
                    add("disk-mib-" + name, 4, at, ProcessFigures.mib(folder));
                }
            }
        }
    }

    private static List<Path> folders(Path layer) throws IOException {
        try (Stream<Path> found = Files.list(layer)) {
            return found.filter(Files::isDirectory).toList();
        }
    }

    private void add(String what, double allowed, double at, double value) {
        trends.computeIfAbsent(what, w -> new Trend(w, SETTLED_AT_S, allowed)).add(at, value);
    }

    private void report(NodeProcess node, Askers askers) throws Exception {
        node.check();
        System.out.println("soak: " + sent + " orders; asked meanwhile: " + askers.told());
        trends.values().forEach(trend -> System.out.println("soak: " + trend.row()));
        trends.values().forEach(trend -> trend.result().print());
        Result.of("soak", "tidemark", "whole")
                .with(Metric.EVENTS, sent)
                .with(Metric.WALL_S, Duration.ofSeconds(seconds).toSeconds())
                .with(Metric.RSS_MIB, node.peakRssMib())
                .checked(askers.allIsWell() ? "yes" : "no")
                .print();
    }
}
