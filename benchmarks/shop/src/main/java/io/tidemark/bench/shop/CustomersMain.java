package io.tidemark.bench.shop;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.bench.shop.order.CustomerOrders;
import io.tidemark.bench.shop.order.Order;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.bench.shop.process.Askers;
import io.tidemark.bench.shop.process.Latencies;
import io.tidemark.bench.shop.process.NodeClient;
import io.tidemark.bench.shop.process.NodeProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code --customers} in one epoch through both layers of one process, which is asked eight at once while the orders come in
 * and while batch folds them. It lives, and every customer's numbers are exact, before the flip and after. {@code --memory}
 * is the setting of that name; without it all is as by default.
 */
public final class CustomersMain {
    private static final String PAGE = CustomerModel.SALES + "query?limit=5";
    private static final String TOP = CustomerModel.SALES + "top?by=orders&n=10";
    private static final String GROUPS = CustomerModel.SALES + "groups";

    private final Options options;
    private final String variant;
    private final CustomerOrders orders;

    private CustomersMain(Options options) {
        this.options = options;
        this.variant = options.text("memory", "defaults");
        this.orders = new CustomerOrders(options.integer("customers", 5_000_000), pastHour());
    }

    /** Its records are not of this hour, so that one more record ends their epoch. */
    static long pastHour() {
        long hour = Duration.ofHours(1).toMillis();
        return (System.currentTimeMillis() / hour - 2) * hour;
    }

    public static void main(String[] args) throws Exception {
        new CustomersMain(new Options(args)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        CustomerTruth truth = new CustomerTruth(orders);
        try (OrderTopic topic = OrderTopic.anew(options.text("bootstrap"));
                NodeProcess node = new NodeProcess(
                        options, "customers", options.integer("port", 18080), CustomerModel.class, settings())) {
            node.start();
            load(topic, node);
            figures(node, "realtime", truth);
            fold(topic, node);
            figures(node, "batch", truth);
            Result.of("customers", "tidemark", variant)
                    .with(Metric.RSS_MIB, node.peakRssMib())
                    .checked("yes")
                    .print();
        }
    }

    private Map<String, String> settings() {
        return variant.equals("defaults") ? Map.of() : Map.of("memory", variant);
    }

    private void load(OrderTopic topic, NodeProcess node) throws Exception {
        Askers askers = askers(node);
        long start = System.nanoTime();
        try (askers) {
            topic.send(orders, 0, orders.count());
            say("sent " + orders.count() + " after " + seconds(start) + " s");
            node.client().awaitFolded(orders.count());
        }
        asked("load", start, askers, node);
    }

    private void fold(OrderTopic topic, NodeProcess node) throws Exception {
        Askers askers = askers(node);
        long start = System.nanoTime();
        try (askers) {
            Order last = new Order(
                    Instant.ofEpochMilli(orders.endMillis()), "NL", CustomerOrders.name(orders.customers()), 1);
            topic.endEpochs(orders.endMillis(), last);
            node.client().awaitArchived(orders.count());
            say("archived after " + seconds(start) + " s");
            // A scheduled one may have been before it: then there is nothing new.
            say("run " + node.client().awaitRun(node.client().requestRun()) + " after " + seconds(start) + " s");
            node.client().awaitTidemark(orders.count());
        }
        asked("fold", start, askers, node);
    }

    private Askers askers(NodeProcess node) {
        return new Askers(node.client(), options.integer("askers", 8), List.of(PAGE, TOP, GROUPS));
    }

    private void asked(String what, long start, Askers askers, NodeProcess node) throws Exception {
        double took = seconds(start);
        node.check();
        say(what + " took " + took + " s; asked meanwhile: " + askers.told());
        Result.of("customers", "tidemark", variant + "-" + what)
                .with(Metric.EVENTS, orders.count())
                .with(Metric.EVENTS_PER_S, orders.count() / took)
                .with(Metric.WALL_S, took)
                .with(Metric.RSS_MIB, node.peakRssMib())
                .checked(askers.allIsWell() ? "yes" : "no")
                .print();
    }

    /** Alone and warm; and whether all is right. */
    private void figures(NodeProcess node, String layer, CustomerTruth truth) throws Exception {
        NodeClient client = node.client();
        print(layer + "-limit5", Latencies.of(client, PAGE, 100, 200));
        print(layer + "-top10", Latencies.of(client, TOP, 3, 10));
        checkTop(client, layer, truth);
        print(layer + "-groups", Latencies.of(client, GROUPS, 20, 50));
        long start = System.nanoTime();
        truth.check(client);
        say(layer + ": every customer is right; paged through in " + seconds(start) + " s");
        node.check();
    }

    private void checkTop(NodeClient client, String layer, CustomerTruth truth) throws Exception {
        NodeClient.Reply top = client.ask(TOP);
        if (top.isBusy()) {
            say(layer + ": the best ten are not checked, they took too long");
        } else {
            truth.checkTop(client.read(TOP, top), 10);
        }
    }

    private void print(String what, Latencies latencies) {
        latencies
                .in(Result.of("customers", "tidemark", variant + "-" + what))
                .checked("yes")
                .print();
    }

    private static double seconds(long start) {
        return Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    }

    private static void say(String what) {
        System.out.println("customers: " + what);
    }
}
