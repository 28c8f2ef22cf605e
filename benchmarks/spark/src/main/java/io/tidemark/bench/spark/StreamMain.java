package io.tidemark.bench.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/** Structured Streaming over a data set's topic, from the start of the query to its end. */
public final class StreamMain {
    private StreamMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        Dataset data = Dataset.load(Path.of(o.text("data")));
        String store = o.text("store", "hdfs");
        String perTrigger = o.text("per-trigger", "1000000");
        Path scratch = Files.createTempDirectory(Path.of(o.text("scratch")), "spark");
        SparkSession spark = Query.session(scratch);
        if (store.equals("rocksdb")) {
            spark.conf()
                    .set(
                            "spark.sql.streaming.stateStore.providerClass",
                            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider");
        }
        var ads = spark.read().parquet(data.adsParquet().toString()).cache();
        ads.count();

        Map<Cell, Long> result = new HashMap<>();
        Meter meter = new Meter();
        meter.start();
        var events = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", o.text("bootstrap"))
                .option("subscribe", data.topic())
                .option("startingOffsets", "earliest")
                .option("maxOffsetsPerTrigger", perTrigger)
                .load()
                .select(from_json(
                                col("value").cast("string"),
                                "ad_id STRING, event_type STRING, event_time BIGINT",
                                Map.of())
                        .as("event"))
                .select(
                        col("event.ad_id"),
                        col("event.event_type"),
                        expr("timestamp_millis(event.event_time)").as("event_time"))
                .withWatermark("event_time", "10 minutes");
        VoidFunction2<org.apache.spark.sql.Dataset<Row>, Long> keep =
                (batch, id) -> Query.collect(batch.collectAsList(), result);
        Query.counts(events, ads)
                .writeStream()
                .outputMode("update")
                .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .foreachBatch(keep)
                .start()
                .awaitTermination();
        meter.stop();
        spark.stop();
        meter.report(
                data.name(),
                "spark",
                "streaming-" + store + "-" + perTrigger + "/trigger",
                data,
                Meter.verify(data.truth(), result));
    }
}
