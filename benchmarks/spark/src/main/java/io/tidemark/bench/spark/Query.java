package io.tidemark.bench.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.window;

import io.tidemark.bench.measure.Dataset.Cell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the streaming and the batch runs share: the session and the query. */
final class Query {
    private Query() {}

    static SparkSession session(Path scratch) {
        return session(scratch, "local[2]", "1g");
    }

    static SparkSession session(Path scratch, String master, String executorMemory) {
        return SparkSession.builder()
                .master(master)
                .config("spark.executor.memory", executorMemory)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.local.dir", scratch.toString())
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
    }

    /** Views per campaign and 10 s window, out of rows with ad_id, event_type and event_time. */
    static Dataset<Row> counts(Dataset<Row> events, Dataset<Row> ads) {
        return events.filter("event_type = 'view'")
                .join(broadcast(ads), "ad_id")
                .groupBy(window(col("event_time"), "10 seconds"), col("campaign"))
                .count()
                .select(
                        col("campaign"),
                        expr("unix_millis(cast(window.start as timestamp))").as("start"),
                        col("count"));
    }

    static void collect(List<Row> rows, Map<Cell, Long> result) {
        for (Row row : rows) {
            result.put(new Cell(row.getString(0), row.getLong(1)), row.getLong(2));
        }
    }
}
