package io.tidemark.bench.measure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many nodes a rate of events takes, and what happens when one of them is killed: simulated second by second from the
 * figures that one machine gave. Prints a table in Markdown. Argument: {@code results.json}.
 */
public final class Sizing {
    private static final int CORES = 8;
    /** Of a node's network, and of an event on it: 10 Gbit/s, and JSON of a dozen fields that nobody compressed. */
    private static final double NETWORK_BYTES = 1.25e9;

    private static final double EVENT_BYTES = 200;
    /** What a core is loaded with while nothing happens: the rest is for questions, flips, and for catching up. */
    private static final double LOAD = 0.6;
    /** Kafka's default; until then nobody knows that a node that was killed is gone. */
    private static final int SESSION_SECONDS = 45;

    private static final int HOUR = 3_600;
    private static final double MILLION = 1e6;
    private static final double GIB = 1 << 30;

    /** The events of a second, and the partitions that they come in. */
    private record Load(double rate, int partitions) {}

    private static final Load[] LOADS = {
        new Load(10_000, 16),
        new Load(100_000, 64),
        new Load(1_000_000, 250),
        new Load(3_000_000, 500),
        new Load(10_000_000, 1_000)
    };

    /** Of one machine: processor seconds for a million events, and bytes for one. */
    private record Measured(double speed, double archive, double recompute, double archived) {}

    /** After a kill: how far the answers of its partitions fell behind, and after how long they no longer were. */
    private record Outage(int staleSeconds, int untilFresh) {}

    private Sizing() {}

    public static void main(String[] args) throws IOException {
        Map<String, Double> medians = medians(Path.of(args[0]));
        Measured measured = new Measured(
                median(medians, "ysb/rocksdb/cpu_s_per_m"),
                median(medians, "archive/ysb/cpu_s_per_m"),
                median(medians, "recompute/ysb-hourly-warm/cpu_s_per_m"),
                median(medians, "archive/ysb/bytes_per_event"));
        System.out.println(
                "| events/s | partitions | speed nodes, one replica | with two | a node of one replica is killed: its"
                        + " partitions stand still | fresh again after | cores of the archive writer | processor time of an hourly run |"
                        + " archive a day |");
        System.out.println("| --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        for (Load load : LOADS) {
            System.out.println(row(load, measured));
        }
    }

    private static String row(Load load, Measured measured) {
        double nodeRate = Math.min(CORES / measured.speed() * MILLION, NETWORK_BYTES / EVENT_BYTES);
        int nodes = nodes(load, nodeRate, measured);
        Outage outage = killed(load, nodes, nodeRate);
        double dayGib = load.rate() * 24 * HOUR * measured.archived() / GIB;
        return String.format(
                Locale.ROOT,
                "| %,.0f | %,d | %d | %d | %d s | %d s | %.1f | %s | %,.0f GiB |",
                load.rate(),
                load.partitions(),
                nodes,
                2 * nodes,
                outage.staleSeconds(),
                outage.untilFresh(),
                load.rate() / MILLION * measured.archive() / LOAD,
                time(load.rate() * HOUR / MILLION * measured.recompute()),
                dayGib);
    }

    private static String time(double seconds) {
        return seconds < 2 * 60
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }

    /** The fewest of which the one with the most partitions is loaded no more than it should be; one can be killed. */
    private static int nodes(Load load, double nodeRate, Measured measured) {
        double partitionRate = load.rate() / load.partitions();
        if (partitionRate > LOAD / measured.speed() * MILLION) {
            throw new IllegalArgumentException(load + ": a partition is read by one core, which cannot");
        }
        int nodes = 2;
        while (busiest(load.partitions(), nodes) * partitionRate > LOAD * nodeRate) {
            nodes++;
        }
        return nodes;
    }

    private static int busiest(int partitions, int nodes) {
        return (partitions + nodes - 1) / nodes;
    }

    private static Outage killed(Load load, int nodes, double nodeRate) {
        double partitionRate = load.rate() / load.partitions();
        int lost = busiest(load.partitions(), nodes);
        // Whoever gets the most of them, beside the most that a node has.
        int taken = busiest(lost, nodes - 1);
        int held = Math.min(load.partitions(), busiest(load.partitions(), nodes) + taken);
        double backlog = 0;
        int stale = 0;
        int second = 0;
        do {
            second++;
            boolean isRead = second > SESSION_SECONDS;
            backlog += taken * partitionRate;
            if (isRead) {
                backlog -= Math.min(backlog, nodeRate - (held - taken) * partitionRate);
            } else {
                stale = second;
            }
        } while (backlog > 0 && second < 24 * HOUR);
        return new Outage(stale, second);
    }

    private static double median(Map<String, Double> medians, String key) {
        Double median = medians.get(key);
        if (median == null) {
            throw new IllegalArgumentException("results.json has no " + key);
        }
        return median;
    }

    /** Those of Tidemark, by workload, variant and metric. */
    private static Map<String, Double> medians(Path file) throws IOException {
        Map<String, Double> medians = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            Map<String, String> fields = new HashMap<>();
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    fields.clear();
                } else if (json.currentToken().isScalarValue()) {
                    fields.put(json.currentName(), json.getText());
                } else if (json.currentToken() == JsonToken.END_OBJECT && "tidemark".equals(fields.get("system"))) {
                    String key = fields.get("workload") + "/" + fields.get("variant") + "/" + fields.get("metric");
                    medians.put(key, Double.valueOf(fields.get("median")));
                }
            }
        }
        return medians;
    }
}
