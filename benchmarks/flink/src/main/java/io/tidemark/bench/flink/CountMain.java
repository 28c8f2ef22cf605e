package io.tidemark.bench.flink;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** Flink over a data set: until the bounded job's last window is out. */
public final class CountMain {
    private static final Map<Cell, Long> RESULT = new ConcurrentHashMap<>();
    private static final Meter METER = new Meter();

    private CountMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        Dataset data = Dataset.load(Path.of(o.text("data")));
        String backend = o.text("backend", "hashmap");
        String window = o.text("window", "tumbling");
        Duration size = Duration.ofHours(1);
        Duration slide = Duration.ofMinutes(1);
        Path checkpoints = Files.createTempDirectory(Path.of(o.text("scratch")), "flink");

        Jobs.ads = data.ads();
        Jobs.onEvent = METER::start;
        StreamExecutionEnvironment env = Jobs.environment(backend, checkpoints);
        Jobs.counts(
                        env,
                        o.text("bootstrap"),
                        data.topic(),
                        true,
                        switch (window) {
                            case "hopping" -> SlidingEventTimeWindows.of(size, slide);
                            case "sessions" ->
                                EventTimeSessionWindows.withGap(Duration.ofMillis(Dataset.SESSION_GAP_MS));
                            default -> TumblingEventTimeWindows.of(Duration.ofMillis(Dataset.WINDOW_MS));
                        },
                        false)
                .map(CountMain::keep)
                .sinkTo(new DiscardingSink<>());
        env.execute();
        METER.stop();

        Map<Cell, Long> truth =
                switch (window) {
                    case "hopping" -> data.hoppingTruth(size.toMillis(), slide.toMillis());
                    case "sessions" -> data.sessionTruth();
                    default -> data.truth();
                };
        String variant = (window.equals("tumbling") ? "" : window + "-") + backend;
        METER.report(data.name(), "flink", variant, data, Meter.verify(truth, RESULT));
        System.exit(0);
    }

    private static Long keep(Tuple3<String, Long, Long> count) {
        RESULT.put(new Cell(count.f0, count.f1), count.f2);
        METER.result();
        return count.f2;
    }
}
