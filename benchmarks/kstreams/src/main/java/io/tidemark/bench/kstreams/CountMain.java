package io.tidemark.bench.kstreams;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlySessionStore;

/** Kafka Streams over a data set: until every view is in its count in the queryable store. */
public final class CountMain {
    private CountMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        Dataset data = Dataset.load(Path.of(o.text("data")));
        String guarantee = o.text("guarantee", "at_least_once");
        String window = o.text("window", "tumbling");
        boolean hopping = window.equals("hopping");
        boolean sessions = window.equals("sessions");
        int cacheMib = o.integer("cache-mib", 0);
        Duration size = hopping ? Duration.ofHours(1) : Duration.ofMillis(Dataset.WINDOW_MS);
        Duration advance = hopping ? Duration.ofMinutes(1) : size;
        long updates = data.views() * (size.toMillis() / advance.toMillis());
        String bootstrap = o.text("bootstrap");
        Path stateDir = Files.createTempDirectory(Path.of(o.text("scratch")), "kstreams");
        String appId = stateDir.getFileName().toString();

        Meter meter = new Meter();
        LongAdder seen = new LongAdder();
        Map<String, String> ads = data.ads();
        // Catching up, the partitions run apart in event time: an hour of grace, so nothing is dropped.
        Duration grace = Duration.ofHours(1);
        Duration gap = Duration.ofMillis(Dataset.SESSION_GAP_MS);
        KafkaStreams streams = new KafkaStreams(
                sessions
                        ? CountTopology.sessions(data.topic(), ads, gap, grace, meter::start, seen::increment)
                        : CountTopology.build(data.topic(), ads, size, advance, grace, meter::start, seen::increment),
                Apps.config(bootstrap, appId, stateDir, guarantee, cacheMib));
        streams.setUncaughtExceptionHandler(e -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
            return null;
        });
        streams.start();
        while (seen.sum() < updates) {
            Thread.sleep(5);
        }
        meter.stop();

        Map<Cell, Long> result = sessions ? readSessions(streams) : read(streams);
        Map<Cell, Long> truth = sessions
                ? data.sessionTruth()
                : hopping ? data.hoppingTruth(size.toMillis(), advance.toMillis()) : data.truth();
        Apps.discard(streams, bootstrap, appId);
        String variant = (hopping || sessions ? window + "-" : "") + guarantee;
        if (cacheMib > 0) {
            variant += "-cache" + cacheMib;
        }
        meter.report(data.name(), "kstreams", variant, data, Meter.verify(truth, result));
    }

    private static Map<Cell, Long> readSessions(KafkaStreams streams) throws InterruptedException {
        // While a commit takes its cache to the store, some that were merged are seen once more.
        Thread.sleep(1_000);
        ReadOnlySessionStore<String, Long> store = streams.store(
                StoreQueryParameters.fromNameAndType(CountTopology.STORE, QueryableStoreTypes.sessionStore()));
        Map<Cell, Long> result = new HashMap<>();
        // Of all campaigns at once: each asked by itself goes through all of its cache.
        try (KeyValueIterator<Windowed<String>, Long> all = store.fetch(null, null)) {
            all.forEachRemaining(entry ->
                    result.put(new Cell(entry.key.key(), entry.key.window().start()), entry.value));
        }
        return result;
    }

    private static Map<Cell, Long> read(KafkaStreams streams) {
        Map<Cell, Long> result = new HashMap<>();
        try (KeyValueIterator<Windowed<String>, Long> all = streams.store(StoreQueryParameters.fromNameAndType(
                        CountTopology.STORE, QueryableStoreTypes.<String, Long>windowStore()))
                .all()) {
            while (all.hasNext()) {
                KeyValue<Windowed<String>, Long> entry = all.next();
                result.put(new Cell(entry.key.key(), entry.key.window().start()), entry.value);
            }
        }
        return result;
    }
}
