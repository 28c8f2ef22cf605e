package io.tidemark.spark.driver;

import io.tidemark.spark.Word;
import io.tidemark.spark.rows.ByInterval;
import io.tidemark.spark.rows.ChunkKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What spark-submit starts: takes an order from the process that submitted it, lets executors fold its units and merge its
 * intervals, and tells what they report. It holds reports and nothing of the rows. Nothing is published here.
 */
public final class SparkDriver {
    private final Parent parent;

    private SparkDriver(Parent parent) {
        this.parent = parent;
    }

    /** @param args how long to wait for the first executor, as an ISO duration */
    public static void main(String[] args) throws IOException {
        Parent parent = Parent.take();
        List<byte[]> documents = parent.documents();
        parent.follow();
        boolean isDone = new SparkDriver(parent)
                .run(documents.get(0), documents.subList(1, documents.size()), Duration.parse(args[0]));
        // Threads of the cluster's or the user's do not keep it alive.
        System.exit(isDone ? 0 : 1);
    }

    private boolean run(byte[] order, List<byte[]> units, Duration wait) {
        SparkConf conf = new SparkConf()
                // Our classes are plain, and a serializer of somebody's choice need not know records.
                .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        JavaSparkContext spark;
        try {
            spark = new JavaSparkContext(conf);
        } catch (RuntimeException | Error refused) {
            parent.hear(Verdict.ofStart(refused));
            return false;
        }
        Reports reports = new Reports();
        Watch watch = new Watch(parent, reports);
        try (spark) {
            parent.hear(new Word.Began(
                    spark.sc().applicationId(), spark.sc().uiWebUrl().getOrElse(() -> "")));
            spark.sc().register(reports);
            spark.sc().addSparkListener(watch);
            giveUpUnlessStarted(watch, conf, wait);
            List<byte[]> merged = reports(spark, order, units, reports);
            parent.hear(new Word.Done(
                    reports.value().values().stream()
                            .map(report -> text(report.outcomes()))
                            .toList(),
                    merged.stream().map(SparkDriver::text).toList()));
            return true;
        } catch (RuntimeException | Error failure) {
            parent.hear(Verdict.of(failure, watch.linkOfLastFailure()));
            return false;
        }
    }

    private static List<byte[]> reports(JavaSparkContext spark, byte[] order, List<byte[]> units, Reports reports) {
        Workbench own = new Workbench(order, spark.hadoopConfiguration());
        // Here first: what every task would refuse is refused once.
        int intervals = own.work().intervals().count();
        Broadcast<Workbench> bench = spark.broadcast(own);
        return spark.parallelize(units, Math.max(1, units.size()))
                .flatMapToPair(new UnitFold(bench, reports, units.size()))
                .repartitionAndSortWithinPartitions(new ByInterval(intervals), new ChunkKey.InMerge())
                .mapPartitionsWithIndex(new IntervalMerge(bench), false)
                .collect();
    }

    private void giveUpUnlessStarted(Watch watch, SparkConf conf, Duration wait) {
        Thread thread = new Thread(
                () -> {
                    try {
                        if (!watch.started().await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                            parent.hear(new Word.NotStarted(wait.toSeconds(), conf.get("spark.executor.memory", "1g")));
                            System.exit(1);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "tidemark-wait");
        thread.setDaemon(true);
        thread.start();
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
