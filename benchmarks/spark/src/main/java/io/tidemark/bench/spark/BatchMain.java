package io.tidemark.bench.spark;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark SQL over a data set's Parquet files: the first query of a JVM, cold, and the last of {@code --times}, warm. */
public final class BatchMain {
    private BatchMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        Dataset data = Dataset.load(Path.of(o.text("data")));
        Path scratch = Files.createTempDirectory(Path.of(o.text("scratch")), "spark");
        String master = o.text("master", "");
        SparkSession spark =
                master.isEmpty() ? Query.session(scratch) : Query.session(scratch, master, o.text("executor-memory"));
        int times = o.integer("times", master.isEmpty() ? 5 : 1);
        for (int i = 1; i <= times; i++) {
            Map<Cell, Long> result = new HashMap<>();
            Meter meter = new Meter();
            if (master.isEmpty()) {
                meter.start();
            } else {
                // On a cluster an application is what is submitted: its start, and that of its executors, is in it.
                meter.startWithProcess();
            }
            var events = spark.read().parquet(data.parquet().toString());
            var ads = spark.read().parquet(data.adsParquet().toString());
            Query.collect(Query.counts(events, ads).collectAsList(), result);
            meter.stop();
            if (i == 1 || i == times) {
                String variant = !master.isEmpty() ? "on-cluster" : i == 1 ? "cold" : "warm";
                meter.reportRows("spark", variant, data, Meter.verify(data.truth(), result));
            }
        }
        spark.stop();
    }
}
