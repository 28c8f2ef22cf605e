package io.tidemark.it.process;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.quantile;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.launcher.memory.MemoryPlan;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far more groups than fit into a small memory, through both layers of a process that has the script's own sizes. */
final class ManyGroupsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** The least that a node takes. */
    private static final String MEMORY = "192m";

    private static final long MEMORY_BYTES = MemoryPlan.LEAST;
    private static final int CUSTOMERS = 300_000;
    private static final int PARTITIONS = 2;
    private static final int AT_ONCE = 8;
    private static final String ROWS = "/v1/aggregations/sales/query";

    @TempDir
    private Path directory;

    public record Order(long at, String customer, long cents) {}

    public static final class Shop implements TidemarkModel {
        static final String TOPIC = "many-groups-orders";

        @Override
        public void define(ModelBuilder model) {
            var orders = model.stream(TOPIC, Order.class).eventTimeMillis(Order::at);
            model.aggregation("sales")
                    .over(orders)
                    .groupBy("customer", Order::customer)
                    .tile(Duration.ofMinutes(5))
                    .metric("orders", count())
                    .metric("cents", sum(Order::cents))
                    .metric("p95_cents", quantile(Order::cents, 0.95))
                    .metric("customers", distinctCount(Order::customer))
                    .metric("large_orders", count(), order -> order.cents() >= 10_000);
            model.aggregation("all")
                    .over(orders)
                    .allTime()
                    .metric("orders", count())
                    .metric("cents", sum(Order::cents));
        }
    }

    @Test
    void allOfThemAreAnsweredExactlyAndTheMemoryIsKept() throws IOException {
        KafkaTopic topic =
                KafkaTopic.named(TheBroker.bootstrapServers(), Shop.TOPIC).create(PARTITIONS, Map.of());
        try (NodeProcess node = new NodeProcess(
                Shop.class,
                directory,
                TheBroker.bootstrapServers(),
                Map.of("memory", MEMORY, "batch.interval", "5s"))) {
            node.process().withMemory(MEMORY);
            node.startAndAwait(PATIENCE);
            send(topic, 1);
            Patience.until(PATIENCE, node::told, () -> node.sum("all", "orders") == CUSTOMERS);
            requireRows(node, 1);
            requireAll(node, 1);
            send(topic, 2);
            Patience.until(PATIENCE, node::told, () -> {
                requirePage(node);
                return node.sum("all", "orders") == 2 * CUSTOMERS;
            });
            requireRows(node, 2);
            Patience.until(
                    PATIENCE,
                    node::told,
                    () -> node.isFromBatch("all", "orders", 2 * CUSTOMERS)
                            && isFromBatch(node, 0)
                            && isFromBatch(node, 299_999));
            requireRows(node, 2);
            requireAll(node, 2);
            long most = most(node.process().pid());
            assertTrue(
                    most <= MEMORY_BYTES + MemoryPlan.JAVAS_OWN,
                    () -> most + " bytes were resident, which is " + (most - MEMORY_BYTES) + " beyond memory="
                            + MEMORY);
            System.out.println("resident at most " + (most >> 20) + " MiB, of memory=" + MEMORY);
            assertEquals("", node.faults());
        }
    }

    private static void send(KafkaTopic topic, int round) {
        String[] orders = new String[CUSTOMERS / PARTITIONS];
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int i = 0; i < orders.length; i++) {
                int customer = i * PARTITIONS + partition;
                orders[i] = "{\"at\":1764151200000,\"customer\":\"" + name(customer) + "\",\"cents\":"
                        + (customer + round) + "}";
            }
            topic.send(partition, orders);
        }
    }

    /** Every row in one answer, of one moment, exactly. */
    private static void requireAll(NodeProcess node, int rounds) {
        Table rows = new Table();
        node.client()
                .table(
                        ROWS,
                        List.of(new Parameter("limit", "all"), new Parameter("metrics", "cents")),
                        "text/csv",
                        rows);
        assertEquals(CUSTOMERS, rows.count);
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            rows.sum -= cents(customer, rounds);
        }
        assertEquals(0, rows.sum);
    }

    /** Adds up a table as it comes: customer, start, end, cents, origin, settled. */
    private static final class Table extends OutputStream {
        private final StringBuilder line = new StringBuilder();
        private long count = -1;
        private long sum;

        @Override
        public void write(int letter) {
            if (letter != '\n') {
                line.append((char) letter);
                return;
            }
            if (count++ >= 0) {
                String[] fields = line.toString().split(",", -1);
                assertEquals(name((int) count - 1), fields[0]);
                sum += Long.parseLong(fields[3]);
            }
            line.setLength(0);
        }
    }

    private static String name(int customer) {
        return String.format("customer-%06d", customer);
    }

    private static JsonNode row(NodeProcess node, int customer) {
        return node.client()
                .ask(ROWS, List.of(new Parameter("customer", name(customer))))
                .path("rows")
                .path(0);
    }

    private static boolean isFromBatch(NodeProcess node, int customer) {
        return row(node, customer).path("origin").asText().equals("batch");
    }

    private static void requireRows(NodeProcess node, int rounds) {
        for (int customer = 7; customer < CUSTOMERS; customer += 29_989) {
            JsonNode row = row(node, customer);
            assertEquals(rounds, row.path("metrics").path("orders").asInt(), row::toString);
            assertEquals(
                    cents(customer, rounds), row.path("metrics").path("cents").asLong(), row::toString);
        }
        requirePage(node);
        requireAllAtOnce(node, rounds);
    }

    /** A page of every size, the best and the groups, each twice at the same time; who is refused asks again. */
    private static void requireAllAtOnce(NodeProcess node, int rounds) {
        ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Void>> questions = List.of(
                    () -> requirePage(node, 5),
                    () -> requirePage(node, 10_000),
                    () -> requireTop(node, rounds),
                    () -> requireGroups(node));
            List<Future<Void>> asked = askers.invokeAll(
                    Stream.concat(questions.stream(), questions.stream()).toList());
            for (Future<Void> one : asked) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(node.told(), e);
        } finally {
            askers.shutdownNow();
        }
    }

    private static JsonNode asked(NodeProcess node, String path, Parameter... parameters) {
        AtomicReference<JsonNode> answer = new AtomicReference<>();
        Patience.until(PATIENCE, node::told, () -> {
            assertTrue(node.process().isAlive(), node::told);
            try {
                answer.set(node.client().ask(path, List.of(parameters)));
                return true;
            } catch (NodeException busy) {
                assertFalse(busy.getMessage().contains("TM-HTTP-099"), busy::getMessage);
                return false;
            }
        });
        return answer.get();
    }

    private static Void requirePage(NodeProcess node, int limit) {
        JsonNode rows =
                asked(node, ROWS, new Parameter("limit", String.valueOf(limit))).path("rows");
        assertEquals(limit, rows.size());
        for (int i = 0; i < limit; i++) {
            assertEquals(name(i), rows.path(i).path("group").path("customer").asText());
        }
        return null;
    }

    private static Void requireTop(NodeProcess node, int rounds) {
        JsonNode rows = asked(node, "/v1/aggregations/sales/top", new Parameter("by", "cents"), new Parameter("n", "5"))
                .path("rows");
        assertEquals(5, rows.size());
        for (int i = 0; i < 5; i++) {
            int customer = CUSTOMERS - 1 - i;
            JsonNode row = rows.path(i);
            assertEquals(name(customer), row.path("group").path("customer").asText(), row::toString);
            assertEquals(
                    cents(customer, rounds), row.path("metrics").path("cents").asLong(), row::toString);
        }
        return null;
    }

    private static Void requireGroups(NodeProcess node) {
        JsonNode groups = asked(node, "/v1/aggregations/sales/groups", new Parameter("limit", "10000"))
                .path("groups");
        assertEquals(10_000, groups.size());
        assertEquals(
                name(9_999), groups.path(9_999).path("group").path("customer").asText());
        return null;
    }

    private static long cents(int customer, int rounds) {
        return (long) customer * rounds + (rounds == 1 ? 1 : 3);
    }

    private static void requirePage(NodeProcess node) {
        try {
            JsonNode rows = node.client()
                    .ask(ROWS, List.of(new Parameter("limit", "5")))
                    .path("rows");
            assertEquals(5, rows.size(), rows::toString);
            assertEquals(name(4), rows.path(4).path("group").path("customer").asText());
        } catch (NodeException busy) {
            assertTrue(node.process().isAlive(), node::told);
        }
    }

    /** What was resident at most in the process's life. */
    private static long most(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("no VmHWM");
    }
}
