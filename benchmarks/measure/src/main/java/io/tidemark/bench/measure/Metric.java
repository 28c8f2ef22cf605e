package io.tidemark.bench.measure;

import java.util.Locale;
import java.util.Optional;

/** What is measured, in which unit, and how it is written in a table. */
public enum Metric {
    EVENTS("events", "events", "%,.0f"),
    PARTIALS("partials", "partials", "%,.0f"),
    EVENTS_PER_S("events_per_s", "events/s", "%,.0f"),
    ROWS_PER_S("rows_per_s", "rows/s", "%,.0f"),
    REQUESTS_PER_S("requests_per_s", "requests/s", "%,.0f"),
    WALL_S("wall_s", "s", "%.2f"),
    PROCESS_S("process_s", "s", "%.1f"),
    CPU_S_PER_M("cpu_s_per_m", "CPU s per million", "%.2f"),
    PROCESS_CPU_S_PER_M("process_cpu_s_per_m", "CPU s per million", "%.2f"),
    BROKER_CPU_S_PER_M("broker_cpu_s_per_m", "CPU s per million", "%.2f"),
    RSS_MIB("rss_mib", "MiB", "%.0f"),
    ROWS("rows", "rows", "%,.0f"),
    BYTES("bytes", "bytes", "%,.0f"),
    BYTES_PER_EVENT("bytes_per_event", "bytes", "%.1f"),
    BYTES_PER_ROW("bytes_per_row", "bytes", "%.1f"),
    P50_MS("p50_ms", "ms", "%.2f"),
    P90_MS("p90_ms", "ms", "%.2f"),
    P99_MS("p99_ms", "ms", "%.2f"),
    P999_MS("p999_ms", "ms", "%.2f"),
    MAX_MS("max_ms", "ms", "%.1f"),
    LATE_P99_MS("late_p99_ms", "ms", "%.2f"),
    SEEN("seen", "probes", "%.0f"),
    START_S("start_s", "s", "%.2f"),
    STARTS("starts", "starts", "%.0f"),
    MEAN("mean", "of the variant's unit", "%,.1f"),
    GROWTH("growth", "of the variant's unit", "%,.1f"),
    MOST_GROWTH("most_growth", "of the variant's unit", "%,.1f"),
    CPU_US_PER_REQUEST("cpu_us_per_request", "CPU µs", "%.1f"),
    NS_PER_OP("ns_per_op", "ns", "%.1f");

    private final String label;
    private final String unit;
    private final String format;

    Metric(String label, String unit, String format) {
        this.label = label;
        this.unit = unit;
        this.format = format;
    }

    /** Its name in lines and in JSON. */
    public String label() {
        return label;
    }

    String unit() {
        return unit;
    }

    String write(double value) {
        return String.format(Locale.ROOT, format, value);
    }

    static Optional<Metric> of(String label) {
        for (Metric metric : values()) {
            if (metric.label.equals(label)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }
}
