package io.tidemark.bench.batch;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** DuckDB over a data set's Parquet files: the first query of a process, cold, and the last of {@code --times}, warm. */
public final class DuckMain {
    private DuckMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        Dataset data = Dataset.load(Path.of(o.text("data")));
        String query = String.format(
                "SELECT campaign, epoch_ms(event_time) // %d * %d AS start, count(*)"
                        + " FROM '%s/*.parquet' JOIN '%s' USING (ad_id)"
                        + " WHERE event_type = 'view' GROUP BY ALL",
                Dataset.WINDOW_MS, Dataset.WINDOW_MS, data.parquet(), data.adsParquet());
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement()) {
            sql.execute("SET threads = " + o.text("threads", "2"));
            int times = o.integer("times", 5);
            for (int i = 1; i <= times; i++) {
                Map<Cell, Long> result = new HashMap<>();
                Meter meter = new Meter();
                meter.start();
                try (ResultSet rows = sql.executeQuery(query)) {
                    while (rows.next()) {
                        result.put(new Cell(rows.getString(1), rows.getLong(2)), rows.getLong(3));
                    }
                }
                meter.stop();
                if (i == 1 || i == times) {
                    meter.reportRows("duckdb", i == 1 ? "cold" : "warm", data, Meter.verify(data.truth(), result));
                }
            }
        }
    }
}
