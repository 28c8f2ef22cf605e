package io.tidemark.it.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.examples.flights.FlightFile;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The flights that were sent, as DuckDB sees them: in the file they come from, in the archive, and in the batch view. */
final class FlightsInSql {
    /** What a KLL sketch of the usual size states for one rank, twice. */
    private static final double RANK_ERROR = 0.0335;
    /** Three times the standard error of the distinct counts, and one for the smallest. */
    private static final double DISTINCT_ERROR = 0.05;

    private static final String FIGURES =
            "count(*) flights, sum(delay) sum_delay, min(delay) min_delay, max(delay) max_delay, sum(distance) sum_distance";

    private final NodeClient node;
    private final Path storage;
    private final Instant end;

    /** @param end flights that were known before then */
    FlightsInSql(NodeClient node, Path storage, Instant end) {
        this.node = node;
        this.storage = storage;
        this.end = end;
    }

    void compare() throws SQLException, IOException {
        Path file = Files.createTempFile("flights", ".parquet");
        try (Connection sql = DriverManager.getConnection("jdbc:duckdb:");
                InputStream in = FlightFile.class.getResourceAsStream("flights-2001-01.parquet")) {
            Files.write(file, in.readAllBytes());
            String sent = "(select * from read_parquet('" + file
                    + "') where date + to_minutes(greatest(delay, 0)) < timestamp '"
                    + end.toString().replace("T", " ").replace("Z", "") + "')";
            JsonNode answer = answer();
            assertEquals(
                    figures(sql, "select origin, " + FIGURES + " from " + sent + " group by origin"), figures(answer));
            for (JsonNode row : answer.path("rows")) {
                assertEquals("batch", row.path("origin").asText(), () -> "left of the tidemark: " + row);
                sketches(sql, sent, row);
            }
            sessions(sql, sent);
            archive(sql, sent);
            view(sql, figures(answer));
        } finally {
            Files.delete(file);
        }
    }

    private JsonNode answer() {
        return node.ask(
                "/v1/aggregations/delays-by-origin/query",
                List.of(
                        new Parameter("window", "range"),
                        new Parameter("limit", "10000"),
                        new Parameter("require", "complete")));
    }

    private void sketches(Connection sql, String sent, JsonNode row) throws SQLException {
        String origin = row.path("group").path("origin").asText();
        JsonNode metrics = row.path("metrics");
        String figures = "select count(distinct destination), "
                + List.of("p50_delay", "p95_delay").stream()
                        .map(metric -> "avg((delay < %1$s)::int), avg((delay <= %1$s)::int)"
                                .formatted(metrics.path(metric).asText()))
                        .collect(Collectors.joining(", "))
                + " from " + sent + " where origin = '" + origin + "'";
        try (Statement statement = sql.createStatement();
                ResultSet found = statement.executeQuery(figures)) {
            found.next();
            double destinations = found.getDouble(1);
            assertEquals(
                    destinations,
                    metrics.path("destinations").asDouble(),
                    Math.max(1, DISTINCT_ERROR * destinations),
                    () -> "destinations from " + origin);
            assertRank(0.5, found.getDouble(2), found.getDouble(3), origin);
            assertRank(0.95, found.getDouble(4), found.getDouble(5), origin);
        }
    }

    private static void assertRank(double rank, double below, double upTo, String origin) {
        assertTrue(
                below - RANK_ERROR <= rank && rank <= upTo + RANK_ERROR,
                () -> "the quantile " + rank + " of the delays from " + origin + " has ranks " + below + " to " + upTo);
    }

    /** The usual way to say sessions in SQL: each event that comes late after the one before begins another. */
    private void sessions(Connection sql, String sent) throws SQLException {
        String query = "select origin || ' ' || epoch_ms(min(date)), count(*), sum(delay)::bigint, max(delay),"
                + " (count(*) filter (delay >= 15))::bigint, epoch_ms(max(date)) + 1800000"
                + " from (select *, sum(begins) over (partition by origin order by date rows unbounded preceding) session"
                + " from (select *, coalesce(date > lag(date) over (partition by origin order by date)"
                + " + interval 30 minutes, true)::int begins from " + sent + ")) group by origin, session";
        JsonNode answer = node.ask(
                "/v1/aggregations/departures/query",
                List.of(
                        new Parameter("window", "session"),
                        new Parameter("limit", "10000"),
                        new Parameter("require", "complete")));
        Map<String, List<Long>> answered = new TreeMap<>();
        for (JsonNode row : answer.path("rows")) {
            JsonNode metrics = row.path("metrics");
            answered.put(
                    row.path("group").path("origin").asText() + " " + millis(row, "start"),
                    List.of(
                            metrics.path("flights").asLong(),
                            metrics.path("sum_delay").asLong(),
                            metrics.path("max_delay").asLong(),
                            metrics.path("late_flights").asLong(),
                            millis(row, "end")));
        }
        assertEquals(figures(sql, query), answered, "sessions, by DuckDB");
    }

    private static long millis(JsonNode row, String field) {
        return Instant.parse(row.path(field).asText()).toEpochMilli();
    }

    private void archive(Connection sql, String sent) throws SQLException {
        String archived =
                "read_parquet('" + storage.resolve("archive/flights") + "/**/*.parquet', hive_partitioning = false)";
        assertEquals(
                figures(sql, "select origin, " + FIGURES + " from " + sent + " group by origin"),
                figures(sql, "select origin, " + FIGURES + " from " + archived + " group by origin"),
                "the archive, read by DuckDB");
    }

    private void view(Connection sql, Map<String, List<Long>> wanted) throws SQLException {
        JsonNode explained = node.ask(
                "/v1/aggregations/delays-by-origin/query",
                List.of(
                        new Parameter("window", "range"),
                        new Parameter("origin", "ORD"),
                        new Parameter("explain", "true")));
        String files = Stream.of(explained.path("explain").path("viewFiles"))
                .flatMap(all -> java.util.stream.StreamSupport.stream(all.spliterator(), false))
                .map(file -> "'" + storage.resolve(file.path("path").asText()) + "'")
                .collect(Collectors.joining(", "));
        assertEquals(
                wanted,
                figures(
                        sql,
                        "select origin, sum(flights)::bigint, sum(sum_delay)::bigint, min(min_delay), max(max_delay),"
                                + " sum(sum_distance)::bigint from read_parquet([" + files + "]) group by origin"),
                "the view files, read by DuckDB");
    }

    private static Map<String, List<Long>> figures(Connection sql, String query) throws SQLException {
        Map<String, List<Long>> figures = new TreeMap<>();
        try (Statement statement = sql.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                figures.put(
                        rows.getString(1),
                        List.of(rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5), rows.getLong(6)));
            }
        }
        return figures;
    }

    private static Map<String, List<Long>> figures(JsonNode answer) {
        Map<String, List<Long>> figures = new TreeMap<>();
        for (JsonNode row : answer.path("rows")) {
            JsonNode metrics = row.path("metrics");
            figures.put(
                    row.path("group").path("origin").asText(),
                    Stream.of("flights", "sum_delay", "min_delay", "max_delay", "sum_distance")
                            .map(metric -> metrics.path(metric).asLong())
                            .toList());
        }
        return figures;
    }
}
