package io.tidemark.bench.shop;

import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.bench.shop.order.CustomerOrders;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.bench.shop.process.Latencies;
import io.tidemark.bench.shop.process.NodeClient;
import io.tidemark.bench.shop.process.NodeProcess;
import java.util.Map;

/**
 * A page, and the best ten, of {@code --customers} that are all in the realtime view: of a speed node in the process that is
 * asked, and of one in another process.
 */
public final class RealtimeMain {
    private static final String PAGE = CustomerModel.SALES + "query?limit=5";
    private static final int MOST_ROWS = 10_000;
    private static final String TOP = CustomerModel.SALES + "top?by=orders&n=10";

    private final Options options;
    private final CustomerOrders orders;
    private final int port;

    private RealtimeMain(Options options) {
        this.options = options;
        this.orders = new CustomerOrders(options.integer("customers", 1_000_000), CustomersMain.pastHour());
        this.port = options.integer("port", 18080);
    }

    public static void main(String[] args) throws Exception {
        new RealtimeMain(new Options(args)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        CustomerTruth truth = new CustomerTruth(orders);
        try (OrderTopic topic = OrderTopic.anew(options.text("bootstrap"))) {
            topic.send(orders, 0, orders.count());
        }
        try (NodeProcess one = node("one", port, Map.of())) {
            measure("in-process", one.start().client(), truth);
        }
        Map<String, String> speed = Map.of("roles", "speed", "speed.port", String.valueOf(port + 2));
        Map<String, String> serving = Map.of(
                "roles", "serving",
                "storage.root", "../speed/storage",
                "speed.endpoints", "http://127.0.0.1:" + (port + 2));
        try (NodeProcess realtime = node("speed", port + 1, speed);
                NodeProcess asked = node("serving", port, serving)) {
            realtime.begin();
            measure("remote", asked.start().client(), truth);
            realtime.check();
        }
    }

    private NodeProcess node(String name, int at, Map<String, String> settings) throws Exception {
        return new NodeProcess(options, name, at, CustomerModel.class, settings);
    }

    private void measure(String where, NodeClient client, CustomerTruth truth) throws Exception {
        client.awaitFolded(orders.count());
        truth.checkTop(client.get(TOP), 10);
        print(where + "-limit5", Latencies.of(client, PAGE, 200, 1000));
        print(where + "-limit5-middle", Latencies.of(client, PAGE + "&cursor=" + middle(client), 100, 500));
        print(where + "-top10", Latencies.of(client, TOP, 3, 20));
        truth.check(client);
    }

    /** Where a page begins that is far from the first. */
    private String middle(NodeClient client) throws Exception {
        String cursor = "";
        for (int passed = 0; passed < orders.customers() / 2; passed += MOST_ROWS) {
            cursor = client.get(
                            CustomerModel.SALES + "query?limit=" + MOST_ROWS + (passed == 0 ? "" : "&cursor=" + cursor))
                    .path("next")
                    .asText();
        }
        return cursor;
    }

    private static void print(String what, Latencies latencies) {
        latencies.in(Result.of("realtime-1m", "tidemark", what)).checked("yes").print();
    }
}
