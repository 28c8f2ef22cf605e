package io.tidemark.bench.measure;

import static io.tidemark.bench.measure.Metric.CPU_S_PER_M;
import static io.tidemark.bench.measure.Metric.CPU_US_PER_REQUEST;
import static io.tidemark.bench.measure.Metric.EVENTS_PER_S;
import static io.tidemark.bench.measure.Metric.P50_MS;
import static io.tidemark.bench.measure.Metric.P99_MS;
import static io.tidemark.bench.measure.Metric.REQUESTS_PER_S;
import static io.tidemark.bench.measure.Metric.ROWS_PER_S;
import static io.tidemark.bench.measure.Metric.RSS_MIB;
import static io.tidemark.bench.measure.Metric.START_S;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A figure to reach: the ratio of ours to another one of the same report, or ours alone.
 *
 * @param what for people
 * @param ours the figure that is judged
 * @param theirs what it is measured against; empty: 1
 * @param better which way the bounds go
 * @param atLeast the bound that has to hold
 * @param reachFor the bound that is hoped for
 */
record Goal(
        String what,
        Series.Key ours,
        Optional<Series.Key> theirs,
        Better better,
        OptionalDouble atLeast,
        OptionalDouble reachFor) {

    /** Which way is better. */
    enum Better {
        MORE,
        LESS
    }

    static final String HEAD = "| what | ours | theirs | ours / theirs | at least | reach for | holds | repeat with |\n"
            + "|---|--:|--:|--:|--:|--:|---|---|";

    private static final Series.Key YSB = key("ysb", "tidemark", "rocksdb", EVENTS_PER_S);
    private static final Series.Key YSB_CPU = key("ysb", "tidemark", "rocksdb", CPU_S_PER_M);
    private static final Series.Key HOT = key("hot", "tidemark", "rocksdb", EVENTS_PER_S);
    /** Of ten times what the peers have: at their rate that much would take minutes, and it is flat. */
    private static final Series.Key SESSIONS = key("sessions", "tidemark", "sessions", EVENTS_PER_S);

    private static final Series.Key HOP = key("hop", "tidemark", "hopping-10m", EVENTS_PER_S);

    private static final Series.Key RECOMPUTE = key("recompute", "tidemark", "ysb-recompute-warm", ROWS_PER_S);

    /** The goals of the project, in the order in which they are shown. */
    static List<Goal> all() {
        return List.of(
                more("ysb, durable; Flink on RocksDB", YSB)
                        .against(key("ysb", "flink", "rocksdb", EVENTS_PER_S))
                        .atLeast(2)
                        .reachFor(2.5),
                more("ysb, durable; Kafka Streams, exactly once", YSB)
                        .against(key("ysb", "kstreams", "exactly_once_v2", EVENTS_PER_S))
                        .atLeast(3)
                        .reachFor(4.5),
                more("ysb, durable; a bare consumer with Jackson and a hash map", YSB)
                        .against(key("ysb", "raw", "parse+count-2t", EVENTS_PER_S))
                        .reachFor(1),
                more("hot keys; Flink on RocksDB", HOT)
                        .against(key("hot", "flink", "rocksdb", EVENTS_PER_S))
                        .atLeast(2),
                more("hot keys; Flink on the heap", HOT)
                        .against(key("hot", "flink", "hashmap", EVENTS_PER_S))
                        .reachFor(1),
                more("hopping 1 h / 1 min, 10 M events; Flink on RocksDB, 1 M", HOP)
                        .against(key("hop", "flink", "hopping-rocksdb", EVENTS_PER_S))
                        .atLeast(30),
                more("hopping 1 h / 1 min, 10 M events; Kafka Streams, exactly once, 1 M", HOP)
                        .against(key("hop", "kstreams", "hopping-exactly_once_v2", EVENTS_PER_S))
                        .atLeast(30),
                more("hopping 1 h / 1 min, 10 M events; Flink on the heap, 1 M", HOP)
                        .against(key("hop", "flink", "hopping-hashmap", EVENTS_PER_S))
                        .atLeast(5),
                more("hopping 1 h / 1 min, 10 M events; our own tumbling", HOP)
                        .against(key("hop", "tidemark", "rocksdb-10m", EVENTS_PER_S))
                        .reachFor(0.8),
                more("sessions; Flink on RocksDB", SESSIONS)
                        .against(key("sessions", "flink", "sessions-rocksdb", EVENTS_PER_S))
                        .atLeast(2),
                more("sessions; Kafka Streams, exactly once", SESSIONS)
                        .against(key("sessions", "kstreams", "sessions-exactly_once_v2", EVENTS_PER_S))
                        .atLeast(2),
                less("CPU per million events, ysb; Flink on RocksDB", YSB_CPU)
                        .against(key("ysb", "flink", "rocksdb", CPU_S_PER_M))
                        .atLeast(0.5),
                less("CPU per million events, ysb; the bare consumer", YSB_CPU)
                        .against(key("ysb", "raw", "parse+count-2t", CPU_S_PER_M))
                        .reachFor(1),
                more(
                                "ysb with the archive writer in the process; without",
                                key("ysb", "tidemark", "rocksdb+archive", EVENTS_PER_S))
                        .against(YSB)
                        .atLeast(0.6)
                        .reachFor(0.8),
                less("freshness at 50,000/s, p99 in ms", key("freshness-50k", "tidemark", "http", P99_MS))
                        .atLeast(10)
                        .reachFor(5),
                more("recompute, warm; Spark SQL", RECOMPUTE)
                        .against(key("recompute", "spark", "ysb-warm", ROWS_PER_S))
                        .atLeast(2),
                more(
                                "a run on a Spark cluster; Spark SQL on the same workers",
                                key("recompute", "tidemark", "ysb-on-spark", ROWS_PER_S))
                        .against(key("recompute", "spark", "ysb-on-cluster", ROWS_PER_S))
                        .atLeast(1),
                more("recompute, warm; DuckDB", RECOMPUTE)
                        .against(key("recompute", "duckdb", "ysb-warm", ROWS_PER_S))
                        .reachFor(0.5),
                more("point query; Jetty's bare hello", key("serving", "tidemark", "point", REQUESTS_PER_S))
                        .against(key("serving", "jetty", "hello", REQUESTS_PER_S))
                        .atLeast(0.5)
                        .reachFor(0.8),
                less(
                                "p99 of a 24-tile query during flips; quiet",
                                key("serving", "tidemark", "range24-flipping", P99_MS))
                        .against(key("serving", "tidemark", "range24", P99_MS))
                        .atLeast(2)
                        .reachFor(1),
                less("kill -9 to answering with 1 M partials, in s", key("recovery", "tidemark", "restart-1M", START_S))
                        .atLeast(2)
                        .reachFor(0.5),
                less("top 10 of 100,000 groups, p50 in ms", key("serving", "tidemark", "top10-of-100k", P50_MS))
                        .reachFor(5),
                less("5 M customers in realtime, limit=5, p50 in ms", customers("defaults-realtime-limit5", P50_MS))
                        .atLeast(50),
                less("5 M customers in realtime, top 10, p50 in ms", customers("defaults-realtime-top10", P50_MS))
                        .atLeast(2000),
                less("5 M customers in batch, limit=5, p50 in ms", customers("defaults-batch-limit5", P50_MS))
                        .atLeast(50),
                less("5 M customers in batch, top 10, p50 in ms", customers("defaults-batch-top10", P50_MS))
                        .atLeast(2000),
                less("5 M customers at memory=256m, resident MiB (Java's share is 320)", customers("256m", RSS_MIB))
                        .atLeast(256 + 320),
                less(
                                "CPU of a point query with an API token; without",
                                key("auth", "tidemark", "token", CPU_US_PER_REQUEST))
                        .against(key("auth", "tidemark", "without", CPU_US_PER_REQUEST))
                        .reachFor(1.1),
                exact("rich metrics under kills, realtime, resident MiB", key("rich", "tidemark", "realtime", RSS_MIB)),
                exact("rich metrics under kills, batch, resident MiB", key("rich", "tidemark", "batch", RSS_MIB)),
                exact("soak, resident MiB", key("soak", "tidemark", "whole", RSS_MIB)));
    }

    private static Series.Key customers(String variant, Metric metric) {
        return key("customers", "tidemark", variant, metric);
    }

    private static Series.Key key(String workload, String system, String variant, Metric metric) {
        return new Series.Key(workload, system, variant, metric.label());
    }

    static Goal more(String what, Series.Key ours) {
        return new Goal(what, ours, Optional.empty(), Better.MORE, OptionalDouble.empty(), OptionalDouble.empty());
    }

    static Goal less(String what, Series.Key ours) {
        return new Goal(what, ours, Optional.empty(), Better.LESS, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** Without a bound: that it lived and was right is all that is asked, and the figure comes besides. */
    static Goal exact(String what, Series.Key ours) {
        return less(what, ours);
    }

    Goal against(Series.Key key) {
        return new Goal(what, ours, Optional.of(key), better, atLeast, reachFor);
    }

    /** Half, say, is {@code atLeast(0.5)} also where less is better: then it is the most that holds. */
    Goal atLeast(double bound) {
        return new Goal(what, ours, theirs, better, OptionalDouble.of(bound), reachFor);
    }

    Goal reachFor(double bound) {
        return new Goal(what, ours, theirs, better, atLeast, OptionalDouble.of(bound));
    }

    /** The row of the table of goals; a figure that is missing is said to be. */
    String row(List<Series> series) {
        Optional<Series> mine = find(ours, series);
        Optional<Series> other = theirs.flatMap(key -> find(key, series));
        OptionalDouble ratio = OptionalDouble.empty();
        if (mine.isPresent() && theirs.isPresent() == other.isPresent()) {
            ratio = OptionalDouble.of(
                    mine.get().median() / other.map(Series::median).orElse(1.0));
        }
        boolean wrong = mine.filter(Series::isWrong).isPresent()
                || other.filter(Series::isWrong).isPresent();
        return String.join(
                " | ",
                "| " + what,
                mine.map(Series::text).orElse("not measured"),
                theirs.isEmpty() ? "–" : other.map(Series::text).orElse("not measured"),
                theirs.isPresent() && ratio.isPresent() ? number(ratio.getAsDouble()) : "–",
                bound(atLeast),
                bound(reachFor),
                wrong ? "**wrong answers**" : verdict(ratio),
                "`benchmarks/run --workloads=" + ours.workload() + "` |");
    }

    private String verdict(OptionalDouble ratio) {
        if (ratio.isEmpty()) {
            return "not measured";
        }
        if (atLeast.isEmpty() && reachFor.isEmpty()) {
            return "exact";
        }
        boolean reached = reachFor.isPresent() && isWithin(ratio.getAsDouble(), reachFor.getAsDouble());
        if (atLeast.isEmpty()) {
            return reached ? "reached" : "not reached";
        }
        if (!isWithin(ratio.getAsDouble(), atLeast.getAsDouble())) {
            return "**no**";
        }
        return reached ? "yes, reached" : "yes";
    }

    private boolean isWithin(double ratio, double bound) {
        return better == Better.MORE ? ratio >= bound : ratio <= bound;
    }

    private String bound(OptionalDouble bound) {
        return bound.isEmpty() ? "–" : (better == Better.MORE ? "≥ " : "≤ ") + number(bound.getAsDouble());
    }

    private static Optional<Series> find(Series.Key key, List<Series> series) {
        return series.stream().filter(s -> s.key().equals(key)).findFirst();
    }

    private static String number(double value) {
        return value >= 10
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
    }
}
