package io.tidemark.bench.flink;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Micros;
import io.tidemark.bench.measure.Options;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** A job that emits a count anew for every view; notes when each probe's first one comes out. */
public final class FreshnessMain {
    private static final Map<String, Long> VISIBLE = new ConcurrentHashMap<>();

    private FreshnessMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        int probes = o.integer("probes", 1500);
        Jobs.ads = Ads.mapWithProbes(100, 10, probes);
        Path checkpoints = Files.createTempDirectory(Path.of(o.text("scratch")), "flink");
        StreamExecutionEnvironment env = Jobs.environment(o.text("backend", "rocksdb"), checkpoints);
        env.setBufferTimeout(o.integer("buffer-timeout-ms", 100)); // 100 is Flink's default
        Jobs.counts(
                        env,
                        o.text("bootstrap"),
                        o.text("topic"),
                        false,
                        TumblingEventTimeWindows.of(Duration.ofMillis(Dataset.WINDOW_MS)),
                        true)
                .map(FreshnessMain::note)
                .sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync();
        Thread.sleep(5000); // the job has no state to ask for from which reading has begun
        System.out.println("READY");

        Instant deadline = Instant.now().plusSeconds(o.integer("timeout", 90));
        while (Instant.now().isBefore(deadline) && VISIBLE.size() < probes) {
            Thread.sleep(100);
        }
        job.cancel().get();
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(o.text("visible"))))) {
            for (int probe = 0; probe < probes; probe++) {
                Long visible = VISIBLE.get(Ads.probeCampaign(probe));
                if (visible != null) {
                    out.printf("%d\t%d%n", probe, visible);
                }
            }
        }
        System.exit(0);
    }

    private static Long note(Tuple3<String, Long, Long> count) {
        if (count.f0.charAt(0) == 'p') {
            VISIBLE.putIfAbsent(count.f0, Micros.now());
        }
        return count.f2;
    }
}
