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
        SparkSession spark = Query.session(scratch);
        int times = o.integer("times", 5);
        for (int i = 1; i <= times; i++) {
            Map<Cell, Long> result = new HashMap<>();
            Meter meter = new Meter();
            meter.start();
            var events = spark.read().parquet(data.parquet().toString());
            var ads = spark.read().parquet(data.adsParquet().toString());
            Query.collect(Query.counts(events, ads).collectAsList(), result);
            meter.stop();
            if (i == 1 || i == times) {
                meter.reportRows("spark", i == 1 ? "cold" : "warm", data, Meter.verify(data.truth(), result));
            }
        }
        spark.stop();
    }
}
