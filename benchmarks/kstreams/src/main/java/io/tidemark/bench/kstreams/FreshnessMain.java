package io.tidemark.bench.kstreams;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Micros;
import io.tidemark.bench.measure.Options;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** Polls the store by interactive query and notes when each probe's count is first visible. */
public final class FreshnessMain {
    /** How many of the probes not yet seen are asked for at a time, oldest first. */
    private static final int SWEEP = 16;

    private FreshnessMain() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        int probes = o.integer("probes", 3000);
        String bootstrap = o.text("bootstrap");
        Path stateDir = Files.createTempDirectory(Path.of(o.text("scratch")), "kfresh");
        String appId = stateDir.getFileName().toString();
        Properties config = Apps.config(bootstrap, appId, stateDir, o.text("guarantee", "at_least_once"), 0);
        String linger = o.text("linger-ms", "");
        if (!linger.isEmpty()) {
            config.put("linger.ms", linger);
        }
        Duration window = Duration.ofMillis(Dataset.WINDOW_MS);
        KafkaStreams streams = new KafkaStreams(
                CountTopology.build(
                        o.text("topic"),
                        Ads.mapWithProbes(100, 10, probes),
                        window,
                        window,
                        Duration.ofMinutes(10),
                        () -> {},
                        () -> {}),
                config);
        streams.start();
        while (streams.state() != KafkaStreams.State.RUNNING) {
            Thread.sleep(10);
        }
        ReadOnlyWindowStore<String, Long> store = streams.store(StoreQueryParameters.fromNameAndType(
                CountTopology.STORE, QueryableStoreTypes.<String, Long>windowStore()));
        System.out.println("READY");

        long[] visible = new long[probes];
        List<Integer> waiting = new ArrayList<>();
        int next = 0;
        Instant deadline = Instant.now().plusSeconds(o.integer("timeout", 90));
        while (Instant.now().isBefore(deadline) && (next < probes || !waiting.isEmpty())) {
            while (next < probes && waiting.size() < SWEEP) {
                waiting.add(next++);
            }
            Instant now = Instant.now();
            for (Iterator<Integer> it = waiting.iterator(); it.hasNext(); ) {
                int probe = it.next();
                try (WindowStoreIterator<Long> found =
                        store.fetch(Ads.probeCampaign(probe), now.minusSeconds(60), now.plusSeconds(10))) {
                    if (found.hasNext()) {
                        visible[probe] = Micros.now();
                        it.remove();
                    }
                }
            }
            Thread.sleep(2);
        }
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(o.text("visible"))))) {
            for (int probe = 0; probe < probes; probe++) {
                if (visible[probe] != 0) {
                    out.printf("%d\t%d%n", probe, visible[probe]);
                }
            }
        }
        Apps.discard(streams, bootstrap, appId);
    }
}
