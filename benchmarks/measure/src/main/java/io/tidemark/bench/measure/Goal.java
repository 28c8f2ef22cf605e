package io.tidemark.bench.measure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure to reach: ours over (or under) a multiple of another one of the same report, or of a fixed value.
 *
 * @param what for people
 * @param ours the figure that is judged
 * @param theirs what it is measured against; empty: 1
 * @param factor the bound on ours / theirs
 * @param higher whether more is better
 */
record Goal(String what, Series.Key ours, Optional<Series.Key> theirs, double factor, Direction higher) {

    /** Which way is better. */
    enum Direction {
        AT_LEAST,
        AT_MOST
    }

    /** The goals of the project, in the order in which they are shown. */
    static List<Goal> all() {
        Series.Key ysb = speed("ysb", "rocksdb");
        Series.Key hot = speed("hot", "rocksdb");
        Series.Key hop = speed("hop", "hopping");
        return List.of(
                atLeast("ysb, against Flink on RocksDB", ysb, rate("ysb", "flink", "rocksdb"), 2),
                atLeast("ysb, against Kafka Streams, exactly once", ysb, rate("ysb", "kstreams", "exactly_once_v2"), 3),
                atLeast(
                        "ysb, against a bare consumer with Jackson and a hash map (reach for)",
                        ysb,
                        rate("ysb", "raw", "parse+count-2t"),
                        1),
                atLeast("hot, against Flink on RocksDB", hot, rate("hot", "flink", "rocksdb"), 2),
                atLeast("hot, against Flink on the heap (reach for)", hot, rate("hot", "flink", "hashmap"), 1),
                atLeast("hop, against Flink on RocksDB", hop, rate("hop", "flink", "hopping-rocksdb"), 30),
                atLeast(
                        "hop, against Kafka Streams, exactly once",
                        hop,
                        rate("hop", "kstreams", "hopping-exactly_once_v2"),
                        30),
                atLeast("hop, against Flink on the heap", hop, rate("hop", "flink", "hopping-hashmap"), 5),
                atMost(
                        "CPU per million events, ysb, against Flink on RocksDB",
                        new Series.Key("ysb", "tidemark", "rocksdb", "cpu_s_per_m"),
                        new Series.Key("ysb", "flink", "rocksdb", "cpu_s_per_m"),
                        0.5),
                atLeast(
                        "ysb with the archive writer in the process, against without",
                        speed("ysb", "rocksdb+archive"),
                        ysb,
                        0.6),
                atMost(
                        "freshness at 50,000/s, p99 in ms",
                        new Series.Key("freshness-50k", "tidemark", "http", "p99_ms"),
                        null,
                        10),
                atLeast(
                        "recompute, warm, against Spark SQL",
                        new Series.Key("recompute", "tidemark", "ysb-fifth", "events_per_s"),
                        new Series.Key("recompute", "spark", "ysb-fifth", "events_per_s"),
                        2),
                atLeast(
                        "point query, against Jetty's bare hello",
                        new Series.Key("serving", "tidemark", "point", "requests_per_s"),
                        new Series.Key("serving", "jetty", "hello", "requests_per_s"),
                        0.5),
                atMost(
                        "p99 of a 24-tile query during flips, against quiet",
                        new Series.Key("serving", "tidemark", "range24-flipping", "p99_ms"),
                        new Series.Key("serving", "tidemark", "range24", "p99_ms"),
                        2),
                atMost(
                        "restart after kill -9 with 1 M partials, in s",
                        new Series.Key("recovery", "tidemark", "restart-1M", "start_s"),
                        null,
                        2));
    }

    private static Series.Key speed(String workload, String variant) {
        return rate(workload, "tidemark", variant);
    }

    private static Series.Key rate(String workload, String system, String variant) {
        return new Series.Key(workload, system, variant, "events_per_s");
    }

    private static Goal atLeast(String what, Series.Key ours, Series.Key theirs, double factor) {
        return new Goal(what, ours, Optional.ofNullable(theirs), factor, Direction.AT_LEAST);
    }

    private static Goal atMost(String what, Series.Key ours, Series.Key theirs, double factor) {
        return new Goal(what, ours, Optional.ofNullable(theirs), factor, Direction.AT_MOST);
    }

    /** The row of the table of goals; empty if a figure is missing. */
    Optional<String> row(List<Series> series) {
        Optional<Series> mine = find(ours, series);
        Optional<Series> other = theirs.flatMap(key -> find(key, series));
        if (mine.isEmpty() || (theirs.isPresent() && other.isEmpty())) {
            return Optional.empty();
        }
        double ratio = mine.get().median() / other.map(Series::median).orElse(1.0);
        boolean holds = higher == Direction.AT_LEAST ? ratio >= factor : ratio <= factor;
        return Optional.of(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s %s | %s | %s |",
                what,
                mine.get().text(),
                other.map(Series::text).orElse("–"),
                higher == Direction.AT_LEAST ? "≥" : "≤",
                number(factor),
                number(ratio),
                holds ? "yes" : "**no**"));
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
