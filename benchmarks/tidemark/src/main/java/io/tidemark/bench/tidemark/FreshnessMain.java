package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Micros;
import io.tidemark.bench.measure.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Asks over HTTP again and again, and notes when each probe's count is first in an answer. */
public final class FreshnessMain {
    /** How many of the probes not yet seen are asked for at a time, oldest first. */
    private static final int SWEEP = 16;

    private static final int CAMPAIGNS = 100;
    private static final int ADS_EACH = 10;

    private final URI aggregation;
    private final Connection connection;
    private final long[] visibleMicros;
    private final List<Integer> waiting = new ArrayList<>();
    private int next;

    private FreshnessMain(URI aggregation, Connection connection, int probes) {
        this.aggregation = aggregation;
        this.connection = connection;
        this.visibleMicros = new long[probes];
    }

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        int probes = options.integer("probes", 1500);
        AdModel model = new AdModel(
                options.text("topic"),
                Duration.ofMillis(Dataset.WINDOW_MS),
                Ads.mapWithProbes(CAMPAIGNS, ADS_EACH, probes));
        try (Node node = new Node(model.build(), options)) {
            node.start();
            node.awaitReady(0);
            try (Connection connection = new Connection(node.aggregation())) {
                FreshnessMain freshness = new FreshnessMain(node.aggregation(), connection, probes);
                freshness.sweep();
                System.out.println("READY");
                freshness.watchUntil(Instant.now().plusSeconds(options.integer("timeout", 90)));
                freshness.write(Path.of(options.text("visible")));
            }
        }
        System.exit(0);
    }

    private void watchUntil(Instant deadline) throws Exception {
        while (Instant.now().isBefore(deadline) && (next < visibleMicros.length || !waiting.isEmpty())) {
            sweep();
            Thread.sleep(2);
        }
    }

    private void sweep() throws IOException {
        while (next < visibleMicros.length && waiting.size() < SWEEP) {
            waiting.add(next++);
        }
        String answer = ask(waiting);
        long now = Micros.now();
        waiting.removeIf(probe -> {
            boolean seen = answer.contains("\"" + Ads.probeCampaign(probe) + "\"");
            if (seen) {
                visibleMicros[probe] = now;
            }
            return seen;
        });
    }

    /** The whole answer; only groups that have counted something are in it. */
    private String ask(List<Integer> probes) throws IOException {
        String groups = probes.stream()
                .map(probe -> "campaign=" + Ads.probeCampaign(probe))
                .collect(Collectors.joining("&"));
        return connection.get(aggregation.getPath() + "query?window=range&" + groups);
    }

    private void write(Path file) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            for (int probe = 0; probe < visibleMicros.length; probe++) {
                if (visibleMicros[probe] != 0) {
                    out.println(probe + "\t" + visibleMicros[probe]);
                }
            }
        }
    }
}
