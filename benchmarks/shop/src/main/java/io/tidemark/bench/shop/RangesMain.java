package io.tidemark.bench.shop;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.bench.shop.order.CustomerOrders;
import io.tidemark.bench.shop.order.Order;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.bench.shop.process.Latencies;
import io.tidemark.bench.shop.process.NodeClient;
import io.tidemark.bench.shop.process.NodeProcess;
import io.tidemark.bench.shop.process.ProcessFigures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code --customers} in the batch view, asked of a serving node that has all of it, and of one of {@code --ranges} that have a
 * range each: a customer, a page and the best ten; and how large the index of each is. Processes on one machine: the network
 * is loopback, and ranges share the processors.
 */
public final class RangesMain {
    private static final String TOP = CustomerModel.SALES + "top?n=10&by=";
    private static final List<String> METRICS = List.of("orders", "cents", "p95_cents", "customers", "large_orders");
    private static final int MOST_ROWS = 10_000;
    private static final double MIB = 1 << 20;

    private final Options options;
    private final CustomerOrders orders;
    private final int ranges;
    private final int port;

    private RangesMain(Options options) {
        this.options = options;
        this.orders = new CustomerOrders(options.integer("customers", 1_000_000), CustomersMain.pastHour());
        this.ranges = options.integer("ranges", 3);
        this.port = options.integer("port", 18080);
    }

    public static void main(String[] args) throws Exception {
        new RangesMain(new Options(args)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        CustomerTruth truth = new CustomerTruth(orders);
        Map<String, String> all = Map.of("roles", "speed,batch,serving", "speed.port", String.valueOf(port + 1));
        List<NodeProcess> nodes = new ArrayList<>();
        try (OrderTopic topic = OrderTopic.anew(options.text("bootstrap"));
                NodeProcess first = new NodeProcess(options, "all", port, CustomerModel.class, all)) {
            first.start();
            publish(topic, first.client());
            for (int i = 0; i <= ranges; i++) {
                String name = i == 0 ? "whole" : "range-" + i;
                nodes.add(new NodeProcess(options, name, port + 2 + i, CustomerModel.class, serving(i)));
            }
            for (NodeProcess node : nodes) {
                node.start();
            }
            for (NodeProcess node : nodes) {
                node.client().awaitTidemark(orders.count());
            }
            measure("whole", nodes.get(0), truth);
            measure(ranges + "-ranges", nodes.get(1), truth);
            for (NodeProcess node : nodes) {
                index(node);
            }
        } finally {
            nodes.forEach(NodeProcess::close);
        }
    }

    private void publish(OrderTopic topic, NodeClient client) throws Exception {
        topic.send(orders, 0, orders.count());
        Order last =
                new Order(Instant.ofEpochMilli(orders.endMillis()), "NL", CustomerOrders.name(orders.customers()), 1);
        topic.endEpochs(orders.endMillis(), last);
        client.awaitFolded(orders.count());
        client.awaitArchived(orders.count());
        client.awaitRun(client.requestRun());
        client.awaitTidemark(orders.count());
    }

    /** @param range 0: all */
    private Map<String, String> serving(int range) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "roles", "serving",
                "memory", "512m",
                "storage.root", "../all/storage",
                "speed.endpoints", "http://127.0.0.1:" + (port + 1)));
        if (range > 0) {
            int peers = port + 20;
            settings.put(
                    "serving.ranges",
                    IntStream.range(1, ranges)
                            .mapToObj(i -> "\"" + CustomerOrders.name(border(i)) + "\"")
                            .collect(Collectors.joining(", ", "{\"sales\": [", "]}")));
            settings.put(
                    "serving.peers",
                    IntStream.rangeClosed(1, ranges)
                            .mapToObj(i -> "http://127.0.0.1:" + (peers + i))
                            .collect(Collectors.joining(",")));
            settings.put("serving.range", String.valueOf(range));
            settings.put("serving.port", String.valueOf(peers + range));
        }
        return settings;
    }

    private int border(int range) {
        return (int) ((long) orders.customers() * range / ranges);
    }

    private void measure(String what, NodeProcess node, CustomerTruth truth) throws Exception {
        NodeClient client = node.client();
        // Nobody has asked for these before.
        List<String> tops = new ArrayList<>();
        METRICS.forEach(metric -> tops.add(TOP + metric));
        METRICS.forEach(metric -> tops.add(TOP + metric + "&order=smallest"));
        print(what + "-top10-first", Latencies.ofEach(client, tops));
        print(what + "-top10-again", Latencies.of(client, tops.get(0), 20, 200));
        truth.checkTop(client.get(tops.get(0)), 10);
        String point = CustomerModel.SALES + "query?window=all&customer=";
        print(what + "-point-own", Latencies.of(client, point + CustomerOrders.name(7), 500, 2000));
        print(
                what + "-point-other",
                Latencies.of(client, point + CustomerOrders.name(orders.customers() - 7), 500, 2000));
        String page = CustomerModel.SALES + "query?window=all&limit=100";
        print(what + "-page100-own", Latencies.of(client, page, 200, 1000));
        print(what + "-page100-other", Latencies.of(client, page + "&cursor=" + lastRange(client), 200, 1000));
        truth.check(client);
        node.check();
    }

    /** Where a page begins that is in the last range. */
    private String lastRange(NodeClient client) throws Exception {
        String path = CustomerModel.SALES + "query?window=all&limit=" + MOST_ROWS;
        String cursor = client.get(path).path("next").asText();
        for (int passed = MOST_ROWS; passed < border(ranges - 1); passed += MOST_ROWS) {
            cursor = client.get(path + "&cursor=" + cursor).path("next").asText();
        }
        return cursor;
    }

    private void index(NodeProcess node) throws Exception {
        long rows = node.client().get("/v1/status").path("index").path("rows").asLong();
        double bytes = ProcessFigures.mib(node.directory().resolve("data/index")) * MIB;
        Result.of("ranges", "tidemark", "index-of-" + node.directory().getFileName())
                .with(Metric.ROWS, (double) rows)
                .with(Metric.BYTES, bytes)
                .with(Metric.RSS_MIB, (double) node.peakRssMib())
                .print();
    }

    private static void print(String what, Latencies latencies) {
        latencies.in(Result.of("ranges", "tidemark", what)).checked("yes").print();
    }
}
