package io.tidemark.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.event.head.RecordHead;
import io.tidemark.examples.orders.OrderModel;
import io.tidemark.it.oracle.Patience;
import io.tidemark.launcher.client.NodeClient.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table in DuckDB, whose changes are sent as Debezium sends them: what is answered is what SQL says of the table. */
final class ChangesOfATableIT {
    private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BY_CUSTOMER =
            "select customer, '', count(*), sum(cents)::bigint from orders group by 1";
    private static final String BY_HOUR =
            "select customer, epoch_ms(date_trunc('hour', placed)), count(*), sum(cents)::bigint from orders group by 1, 2";

    private final SplittableRandom random = new SplittableRandom(11);
    private final Map<Long, Order> table = new HashMap<>();
    private final List<List<String>> unsent = List.of(new ArrayList<>(), new ArrayList<>());

    @TempDir
    private Path directory;

    private record Order(long id, long placedMillis, String customer, long cents) {
        String json() {
            return "{\"id\":" + id + ",\"placed\":" + placedMillis + ",\"customer\":\"" + customer + "\",\"cents\":"
                    + cents + ",\"note\":\"nobody asks\"}";
        }
    }

    @Test
    void whatIsAnsweredIsTheTableAsItStands() throws SQLException {
        Node.topic(OrderModel.TOPIC).create(PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
        try (Connection sql = DriverManager.getConnection("jdbc:duckdb:")) {
            execute(
                    sql,
                    "create table orders (id bigint primary key, placed timestamp, customer varchar, cents bigint)");
            change(sql, 150);
            send();
            try (Node node = Node.start(new OrderModel(), directory)) {
                node.awaitBatch("revenue", "cents", cents(sql));
                assertEquals(figures(sql, BY_HOUR), answered(node, "tile"));
                // Across the tidemark, also such as come in pieces, and those of a customer of whom nothing is left.
                change(sql, 150);
                send();
                node.await("revenue", "cents", cents(sql));
                deleteAllOf(sql, "ada");
                sendWithoutBefore();
                send();
                node.await("revenue", "cents", cents(sql));
                assertEquals(figures(sql, BY_CUSTOMER), answered(node, "all"));
                node.awaitBatch("revenue", "cents", cents(sql));
                assertEquals(figures(sql, BY_HOUR), answered(node, "tile"));
                // Rows that are gone say nothing of where they are gone from.
                SortedMap<String, List<Long>> standing = figures(sql, BY_HOUR);
                Patience.until(
                        PATIENCE,
                        () -> "the view files, read by DuckDB, have " + inTheFiles(sql, node) + ", not " + standing,
                        () -> inTheFiles(sql, node).equals(standing));
                node.recompute();
                node.awaitBatch("revenue", "cents", cents(sql));
                assertEquals(figures(sql, BY_HOUR), answered(node, "tile"));
                assertEquals(2, node.quarantined(), () -> node.status().toString());
                node.awaitNoFault();
            }
        }
    }

    private void change(Connection sql, int statements) throws SQLException {
        for (int i = 0; i < statements; i++) {
            long id = random.nextInt(40);
            Order before = table.get(id);
            Order after = new Order(
                    id,
                    before == null
                            ? NOON + random.nextInt(5) * HOUR + random.nextInt(3_000_000)
                            : before.placedMillis(),
                    List.of("ada", "bob", "eve").get(random.nextInt(3)),
                    random.nextInt(100_000));
            if (before == null) {
                execute(
                        sql,
                        "insert into orders values (" + id + ", epoch_ms(" + after.placedMillis() + "), '"
                                + after.customer() + "', " + after.cents() + ")");
                tell(random.nextInt(10) == 0 ? "r" : "c", null, after);
                table.put(id, after);
            } else if (random.nextInt(3) == 0) {
                delete(sql, before);
            } else {
                execute(
                        sql,
                        "update orders set customer = '" + after.customer() + "', cents = " + after.cents()
                                + " where id = " + id);
                tell("u", before, after);
                table.put(id, after);
            }
        }
    }

    private void delete(Connection sql, Order before) throws SQLException {
        execute(sql, "delete from orders where id = " + before.id());
        tell("d", before, null);
        table.remove(before.id());
    }

    private void deleteAllOf(Connection sql, String customer) throws SQLException {
        for (Order order : List.copyOf(table.values())) {
            if (order.customer().equals(customer)) {
                delete(sql, order);
            }
        }
    }

    private void tell(String op, Order before, Order after) {
        long id = before == null ? after.id() : before.id();
        unsent.get((int) id % PARTITIONS)
                .add("{\"before\":" + (before == null ? null : before.json()) + ",\"after\":"
                        + (after == null ? null : after.json())
                        + ",\"source\":{\"connector\":\"postgresql\"},\"op\":\"" + op + "\",\"ts_ms\":" + NOON + "}");
    }

    private void send() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Node.topic(OrderModel.TOPIC).send(partition, unsent.get(partition).toArray(String[]::new));
            unsent.get(partition).clear();
        }
        // As follows a delete.
        RecordHead head = new RecordHead("{\"id\":1}".getBytes(StandardCharsets.UTF_8), List.of());
        Node.topic(OrderModel.TOPIC).sendHeaded(0, head, null);
    }

    /** As PostgreSQL's table makes them that has not all of a row in its log. */
    private void sendWithoutBefore() {
        Order stranger = new Order(1_000, NOON, "eve", 1);
        unsent.get(0).add("{\"before\":null,\"after\":" + stranger.json() + ",\"op\":\"u\",\"ts_ms\":" + NOON + "}");
        unsent.get(1)
                .add(
                        "{\"before\":{\"id\":1001,\"placed\":null,\"customer\":null,\"cents\":0},\"after\":null,\"op\":\"d\","
                                + "\"ts_ms\":" + NOON + "}");
    }

    private static void execute(Connection sql, String statement) throws SQLException {
        try (Statement executed = sql.createStatement()) {
            executed.execute(statement);
        }
    }

    private static Map<String, Long> cents(Connection sql) throws SQLException {
        return figures(sql, BY_CUSTOMER).entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().trim(), each -> each.getValue().get(1)));
    }

    /** How many orders and cents, by customer and tile. */
    private static SortedMap<String, List<Long>> figures(Connection sql, String query) throws SQLException {
        SortedMap<String, List<Long>> figures = new TreeMap<>();
        try (Statement statement = sql.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                figures.put(rows.getString(1) + " " + rows.getString(2), List.of(rows.getLong(3), rows.getLong(4)));
            }
        }
        return figures;
    }

    private static SortedMap<String, List<Long>> answered(Node node, String window) {
        SortedMap<String, List<Long>> figures = new TreeMap<>();
        JsonNode answer = node.client().ask("/v1/aggregations/revenue/query", List.of(new Parameter("window", window)));
        for (JsonNode row : answer.path("rows")) {
            String start = window.equals("all")
                    ? ""
                    : String.valueOf(Instant.parse(row.path("start").asText()).toEpochMilli());
            JsonNode metrics = row.path("metrics");
            figures.put(
                    row.path("group").path("customer").asText() + " " + start,
                    List.of(
                            metrics.path("orders").asLong(),
                            metrics.path("cents").asLong()));
        }
        return figures;
    }

    private SortedMap<String, List<Long>> inTheFiles(Connection sql, Node node) {
        List<String> files = new ArrayList<>();
        for (String customer : List.of("bob", "eve")) {
            JsonNode explained =
                    node.answer("revenue", new Parameter("customer", customer), new Parameter("explain", "true"));
            explained
                    .path("explain")
                    .path("viewFiles")
                    .forEach(file -> files.add("'"
                            + directory
                                    .resolve("storage")
                                    .resolve(file.path("path").asText()) + "'"));
        }
        String all = files.stream().distinct().collect(Collectors.joining(", "));
        try {
            return figures(
                    sql, "select customer, epoch_ms(tile_start), orders, cents from read_parquet([" + all + "])");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
