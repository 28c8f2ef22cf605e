package io.tidemark.bench.flink;

import io.tidemark.bench.measure.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.WindowedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.triggers.CountTrigger;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The query as a Flink job: views per campaign and window. */
final class Jobs {
    /** Ad id to campaign id; the job runs in this JVM. */
    static Map<String, String> ads;

    /** Called for every event read. */
    static Runnable onEvent = () -> {};

    private Jobs() {}

    /** Two slots in this JVM, an exactly-once checkpoint a second, objects reused along a chain. */
    static StreamExecutionEnvironment environment(String backend, Path checkpoints) {
        Configuration c = new Configuration();
        c.setString("state.backend.type", backend);
        c.setString("execution.checkpointing.interval", "1 s");
        c.setString("execution.checkpointing.mode", "EXACTLY_ONCE");
        c.setString("execution.checkpointing.storage", "filesystem");
        c.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
        c.setString("execution.checkpointing.incremental", "true");
        c.setString("pipeline.object-reuse", "true");
        c.setString("taskmanager.memory.managed.size", "1 gb");
        c.setString("taskmanager.memory.network.min", "128 mb");
        c.setString("taskmanager.memory.network.max", "128 mb");
        c.setString("rest.port", "0");
        return StreamExecutionEnvironment.createLocalEnvironment(2, c);
    }

    /** Campaign, start of window and count; with {@code early}, anew for every view. */
    static DataStream<Tuple3<String, Long, Long>> counts(
            StreamExecutionEnvironment env,
            String bootstrap,
            String topic,
            boolean bounded,
            WindowAssigner<Object, TimeWindow> windows,
            boolean early) {
        var source = KafkaSource.<Tuple2<String, Long>>builder()
                .setBootstrapServers(bootstrap)
                .setTopics(topic)
                .setGroupId("flink")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setValueOnlyDeserializer(new Views());
        if (bounded) {
            source.setBounded(OffsetsInitializer.latest());
        }
        WatermarkStrategy<Tuple2<String, Long>> watermarks =
                WatermarkStrategy.<Tuple2<String, Long>>forMonotonousTimestamps()
                        .withTimestampAssigner((view, t) -> view.f1);
        WindowedStream<Tuple2<String, Long>, String, TimeWindow> windowed = env.fromSource(
                        source.build(), watermarks, "events")
                .keyBy(view -> view.f0)
                .window(windows);
        if (early) {
            windowed = windowed.trigger(CountTrigger.of(1)).allowedLateness(Duration.ofMinutes(1));
        }
        return windowed.aggregate(new Count(), new WithWindow());
    }

    /** Parses an event; a view comes out as its campaign and time, any other not at all. */
    private static final class Views implements DeserializationSchema<Tuple2<String, Long>> {
        @Override
        public Tuple2<String, Long> deserialize(byte[] json) {
            onEvent.run();
            Event event = Event.parse(json);
            return event.isView() ? Tuple2.of(ads.get(event.adId()), event.time()) : null;
        }

        @Override
        public boolean isEndOfStream(Tuple2<String, Long> next) {
            return false;
        }

        @Override
        public TypeInformation<Tuple2<String, Long>> getProducedType() {
            return TypeInformation.of(new TypeHint<>() {});
        }
    }

    private static final class Count implements AggregateFunction<Tuple2<String, Long>, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Tuple2<String, Long> view, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long a, Long b) {
            return a + b;
        }
    }

    private static final class WithWindow
            extends ProcessWindowFunction<Long, Tuple3<String, Long, Long>, String, TimeWindow> {
        @Override
        public void process(
                String campaign, Context context, Iterable<Long> counts, Collector<Tuple3<String, Long, Long>> out) {
            out.collect(Tuple3.of(
                    campaign, context.window().getStart(), counts.iterator().next()));
        }
    }
}
