package io.tidemark.iceberg;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.follow.ManifestFollower;
import io.tidemark.fold.GroupCodec;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Spark SQL reads of tables, in a process of its own, by the module that Iceberg has for Spark. */
@Timeout(300)
class SparkReadsTablesIT {
    private static final String TABLE = "tidemark.tidemark.`by-origin`";
    private static final Instant FROM = Instant.parse("2026-01-01T03:00:00Z");

    @TempDir
    Path directory;

    /** The second has other groups, a metric of another type, and its columns in another order. */
    private static Model model(boolean second) {
        return Model.of(builder -> {
            var trips = builder.aggregation("by-origin")
                    .over(builder.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at));
            if (second) {
                trips.groupBy("late", trip -> trip.delay() > 5)
                        .groupBy("origin", Trip::origin)
                        .tile(Duration.ofHours(1))
                        .metric("delay", mean(Trip::delay))
                        .metric("trips", count());
            } else {
                trips.groupBy("origin", Trip::origin)
                        .tile(Duration.ofHours(1))
                        .metric("trips", count())
                        .metric("delay", sum(Trip::delay));
            }
        });
    }

    @Test
    void rowsAreThoseOfTheViewAlsoWhereTheyAreFilteredAndTheDefinitionChanged() throws Exception {
        SortedSet<String> before;
        SortedSet<String> after;
        long first;
        String url = "jdbc:h2:file:" + directory.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE";
        try (Followed followed = new Followed(directory, url)) {
            followed.batch.hours(6, 1);
            before = shown(followed, model(false));
            first = followed.table("by-origin").currentSnapshot().snapshotId();
            followed.batch.hours(6, 2);
            after = shown(followed, model(true));
        }
        String row = "concat_ws('|', late, origin, unix_millis(tile_start), delay, trips)";
        List<String> said = spark(
                url,
                "select " + row + " from " + TABLE,
                "select " + row + " from " + TABLE + " where tile_start >= '" + FROM + "'",
                "select summary['tidemark.manifest'] from " + TABLE + ".snapshots",
                "select concat_ws('|', origin, unix_millis(tile_start), trips, delay) from " + TABLE + " version as of "
                        + first);
        assertEquals(after, rows(said, 1));
        assertEquals(
                new TreeSet<>(after.stream()
                        .filter(text -> Long.parseLong(text.split("\\|")[2]) >= FROM.toEpochMilli())
                        .toList()),
                rows(said, 2));
        assertEquals(new TreeSet<>(List.of("1", "2")), rows(said, 3));
        assertEquals(before, rows(said, 4));
    }

    /** Runs, follows, and tells the rows of the view as the queries have them. */
    private static SortedSet<String> shown(Followed followed, Model model) throws Exception {
        followed.batch.run(model, Batch.TO_THE_END);
        try (ManifestFollower follower = followed.follower(model)) {
            assertEquals(List.of(), follower.follow());
        }
        AggregationDefinition<?> definition = model.aggregations().get(0);
        GroupCodec groups = new GroupCodec(definition.groups());
        SortedSet<String> rows = new TreeSet<>();
        followed.batch
                .results(definition, followed.batch.view(definition.name()))
                .forEach((cell, results) -> {
                    List<Object> row = new ArrayList<>(groups.values(cell.group()));
                    row.add(cell.tileMillis());
                    row.addAll(results);
                    rows.add(row.stream().map(String::valueOf).collect(Collectors.joining("|")));
                });
        return rows;
    }

    private static SortedSet<String> rows(List<String> said, int query) {
        String prefix = "row " + query + " ";
        return new TreeSet<>(said.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList());
    }

    private List<String> spark(String url, String... queries) throws Exception {
        String jars = Files.readString(Path.of("spark", "target", "jars.txt")).strip()
                + File.pathSeparator
                + Path.of("target", "test-classes");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx600m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        for (String opened : List.of(
                "java.lang",
                "java.lang.invoke",
                "java.nio",
                "java.util",
                "java.util.concurrent",
                "sun.nio.ch",
                "sun.util.calendar")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", jars, SparkRows.class.getName()));
        String catalog = "--spark.sql.catalog.tidemark";
        command.addAll(List.of(
                "--spark.master=local[1]",
                "--spark.ui.enabled=false",
                "--spark.driver.host=127.0.0.1",
                "--spark.driver.bindAddress=127.0.0.1",
                "--spark.sql.session.timeZone=UTC",
                "--spark.sql.shuffle.partitions=1",
                catalog + "=org.apache.iceberg.spark.SparkCatalog",
                catalog + ".catalog-impl=org.apache.iceberg.jdbc.JdbcCatalog",
                catalog + ".uri=" + url,
                catalog + ".jdbc.schema-version=V1",
                catalog + ".warehouse=" + directory.resolve("warehouse").toUri()));
        command.addAll(List.of(queries));
        Path output = directory.resolve("spark.txt");
        Process spark = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(spark.waitFor(240, TimeUnit.SECONDS), "Spark does not end");
            assertEquals(0, spark.exitValue(), () -> text(output));
        } finally {
            spark.destroyForcibly();
        }
        return Files.readAllLines(output);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
