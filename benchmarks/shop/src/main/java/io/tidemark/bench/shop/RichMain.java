package io.tidemark.bench.shop;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.bench.shop.order.Order;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.bench.shop.order.RichOrders;
import io.tidemark.bench.shop.process.Askers;
import io.tidemark.bench.shop.process.NodeProcess;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Eleven rich metrics over {@code --events} orders, which make some 0.63 partials each, on defaults. While they come in, and
 * while batch folds them, the process is killed and started again every few seconds. It never ends by itself, and what it
 * says is right: of the realtime view, and of batch.
 */
public final class RichMain {
    /** Whose order ends the last epoch, and is none of those that are checked. */
    static final String LAST = "none";

    private static final int ASKERS = 2;
    private static final int FOLD_KILLS = 3;

    private final Options options;
    private final RichOrders orders;
    private final int kills;
    private final SplittableRandom random = new SplittableRandom(11);

    private RichMain(Options options) {
        this.options = options;
        this.kills = options.integer("kills", 15);
        long events = options.number("events", 2_400_000);
        // One order for each of four thousand: then a cell has a partial in most of the partitions.
        this.orders = new RichOrders(
                (int) Math.max(1, events / (4L * RichOrders.TILES)), events, CustomersMain.pastHour() - 4 * 3_600_000L);
    }

    public static void main(String[] args) throws Exception {
        new RichMain(new Options(args)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        RichTruth truth = new RichTruth(orders);
        try (OrderTopic topic = OrderTopic.anew(options.text("bootstrap"));
                NodeProcess node =
                        new NodeProcess(options, "rich", options.integer("port", 18080), RichModel.class, Map.of())) {
            node.start();
            long start = System.nanoTime();
            try (Askers askers = askers(node)) {
                underKills(node, kills, () -> load(topic));
                node.client().awaitFolded(orders.count());
                say("folded, after " + node.starts() + " starts; asked meanwhile: " + askers.told());
            }
            double took = (System.nanoTime() - start) / 1e9;
            truth.check(node.client());
            report(node, "realtime", took);
            topic.endEpochs(orders.endMillis(), new Order(Instant.ofEpochMilli(orders.endMillis()), LAST, LAST, 1));
            start = System.nanoTime();
            underKills(node, FOLD_KILLS, () -> null);
            node.client().awaitArchived(orders.count());
            node.client().requestRun();
            underKills(node, FOLD_KILLS, () -> null);
            node.client().requestRun();
            node.client().awaitTidemark(orders.count());
            took = (System.nanoTime() - start) / 1e9;
            truth.check(node.client());
            report(node, "batch", took);
        }
    }

    private Askers askers(NodeProcess node) {
        return new Askers(
                node.client(),
                ASKERS,
                List.of(
                        RichModel.RICH + "query?limit=5",
                        RichModel.RICH + "top?by=distinct&n=3",
                        RichModel.RICH + "groups?limit=5"));
    }

    /** In as many parts as there are kills and some more, so that they last as long. */
    private Void load(OrderTopic topic) throws Exception {
        int parts = kills * 10;
        for (long part = 0; part < parts; part++) {
            topic.send(orders, orders.count() * part / parts, orders.count() * (part + 1) / parts);
            Thread.sleep(300);
        }
        return null;
    }

    /** Kills the node every few seconds, so many times, while something is done beside. */
    private void underKills(NodeProcess node, int times, Callable<Void> beside) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Void> done = thread.submit(beside);
        for (int i = 0; i < times; i++) {
            Thread.sleep(1500 + random.nextInt(4000));
            node.kill();
            node.start();
        }
        done.get();
        thread.shutdown();
    }

    private void report(NodeProcess node, String layer, double took) throws Exception {
        node.check();
        Result.of("rich", "tidemark", layer)
                .with(Metric.EVENTS, orders.count())
                .with(Metric.WALL_S, took)
                .with(Metric.RSS_MIB, node.peakRssMib())
                .with(Metric.STARTS, node.starts())
                .checked("yes")
                .print();
    }

    private static void say(String what) {
        System.out.println("rich: " + what);
    }
}
