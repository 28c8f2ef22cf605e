package io.tidemark.bench.shop;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.bench.shop.order.CustomerOrders;
import io.tidemark.bench.shop.order.OrderTopic;
import io.tidemark.bench.shop.order.Orders;
import io.tidemark.bench.shop.process.NodeClient;
import io.tidemark.bench.shop.process.NodeProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * What a point query costs of the processor: of a node that asks nobody who they are, and of one that is shown an API token.
 * They are asked in turns, by so many at once, and the median of the turns counts.
 */
public final class TokenMain {
    private static final int ASKERS = 8;
    private static final int TURNS = 5;

    private final Options options;
    private final CustomerOrders orders;
    private final int questions;
    private final int port;

    private TokenMain(Options options) {
        this.options = options;
        this.orders = new CustomerOrders(options.integer("customers", 100_000), CustomersMain.pastHour());
        this.questions = options.integer("questions", 40_000);
        this.port = options.integer("port", 18080);
    }

    public static void main(String[] args) throws Exception {
        new TokenMain(new Options(args)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        try (OrderTopic topic = OrderTopic.anew(options.text("bootstrap"))) {
            topic.send(orders, 0, orders.count());
        }
        Map<String, String> token =
                Map.of("http.authentication", "token", "http.token.file", "tokens", "group.prefix", "with-token");
        try (NodeProcess open = new NodeProcess(options, "open", port, CustomerModel.class, Map.of());
                NodeProcess closed = new NodeProcess(options, "closed", port + 1, CustomerModel.class, token)) {
            NodeClient known = closed.client().with(make(closed.directory().resolve("tokens")));
            open.start().client().awaitFolded(orders.count());
            closed.start();
            known.awaitFolded(orders.count());
            measure(open, open.client(), closed, known);
        }
    }

    private void measure(NodeProcess open, NodeClient anybody, NodeProcess closed, NodeClient known) throws Exception {
        double[] without = new double[TURNS];
        double[] with = new double[TURNS];
        cost(open, anybody); // Both compile first.
        cost(closed, known);
        for (int turn = 0; turn < TURNS; turn++) {
            without[turn] = cost(open, anybody);
            with[turn] = cost(closed, known);
        }
        boolean isRefused = closed.client().ask(question(0)).status() == 401;
        print("without", without, true);
        print("token", with, isRefused);
    }

    private static void print(String variant, double[] turns, boolean isRight) {
        Arrays.sort(turns);
        Result.of("auth", "tidemark", variant)
                .with(Metric.CPU_US_PER_REQUEST, turns[TURNS / 2])
                .checked(isRight ? "yes" : "no")
                .print();
    }

    /** Microseconds of the process for each of the questions. */
    private double cost(NodeProcess node, NodeClient client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ASKERS);
        double before = node.figures().cpuSeconds();
        List<Future<Void>> askers = IntStream.range(0, ASKERS)
                .mapToObj(asker -> threads.submit(() -> ask(client, asker)))
                .toList();
        for (Future<Void> asker : askers) {
            asker.get();
        }
        threads.shutdown();
        return (node.figures().cpuSeconds() - before) / questions * 1e6;
    }

    private Void ask(NodeClient client, int asker) throws Exception {
        for (int i = asker; i < questions; i += ASKERS) {
            NodeClient.Reply reply = client.ask(question(i));
            if (!reply.isOk()) {
                throw new IllegalStateException(reply.toString());
            }
        }
        return null;
    }

    private String question(int number) {
        return CustomerModel.SALES + "query?window=all&customer="
                + CustomerOrders.name(Orders.chance(number, orders.customers()));
    }

    /** As an operator makes one. */
    private String make(Path file) throws Exception {
        Process process = new ProcessBuilder(
                        options.text("command"), "token", "bench", "--roles", "read,operate", "--file", file.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("token: " + told);
        }
        return told.substring(told.lastIndexOf('\n') + 1);
    }
}
