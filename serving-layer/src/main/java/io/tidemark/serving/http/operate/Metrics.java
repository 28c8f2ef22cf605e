package io.tidemark.serving.http.operate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.http.Requested.Answered;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.serving.flip.ServedView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** What Prometheus is told. Figures of the other layers are asked for when it scrapes. */
public final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge lag;
    private final MultiGauge manifests;
    private final MultiGauge quarantined;
    private final MultiGauge tombstones;
    private final MultiGauge archivedTombstones;
    private final MultiGauge faults;
    private final Map<Timed, Timer> timers = new ConcurrentHashMap<>();
    private Serving serving;

    private record Timed(String method, String template, int status) {}

    public Metrics() {
        lag = gauges("tidemark.realtime.lag.records", "Records in the log that no speed node has folded");
        manifests = gauges("tidemark.serving.manifest", "Number of the manifest an aggregation is answered from");
        faults = gauges("tidemark.faults", "Faults that stand at present, in any layer that can be asked");
        quarantined = gauges("tidemark.realtime.quarantined.records", "Records quarantined by a speed node");
        tombstones = gauges("tidemark.realtime.tombstones.records", "Records without a value that a speed node passed");
        archivedTombstones = gauges(
                "tidemark.archive.tombstones.records", "Records without a value that the archive of a topic passed");
    }

    private MultiGauge gauges(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /**
     * Begins to tell of a node.
     *
     * @param liveClients how many follow live
     */
    public void bind(Serving node, IntSupplier liveClients) {
        serving = node;
        gauge("tidemark.index.rows", "Rows of view files in the index", () -> node.index()
                .rows());
        gauge("tidemark.index.files", "View files in the index", () -> node.index()
                .files());
        gauge(
                "tidemark.serving.ready",
                "1 once the newest manifest was loaded",
                () -> node.follower().isReady() ? 1 : 0);
        gauge("tidemark.serving.faults", "What keeps the node from following the manifests", () -> node.faults()
                .standing()
                .size());
        gauge("tidemark.live.clients", "Clients that follow live", liveClients::getAsInt);
    }

    private void gauge(String name, String description, java.util.function.Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Counts a flip. */
    public void flipped(String aggregation) {
        registry.counter("tidemark.serving.flips", "aggregation", aggregation).increment();
    }

    /** Counts an answer. */
    public void requested(Answered answered, int status, Duration took) {
        Route route = answered.route();
        timers.computeIfAbsent(new Timed(route.method(), route.template(), status), this::timer)
                .record(took);
    }

    private Timer timer(Timed answered) {
        return Timer.builder("tidemark.http.requests")
                .description("Time from a request's arrival to its answer")
                .tag("route", answered.template())
                .tag("method", answered.method())
                .tag("status", Integer.toString(answered.status()))
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    public Reply scrape() {
        List<RealtimeStatus> realtime = serving.realtime().statuses();
        AllFaults all = AllFaults.of(serving, realtime);
        List<Rows> figures = new ArrayList<>();
        addAggregations(figures, realtime);
        addNodes(figures, realtime);
        addArchive(figures, all);
        addFaults(figures, all);
        return Reply.text(200, "text/plain; version=0.0.4; charset=utf-8", told(figures));
    }

    /** The rows of one gauge, as they were when they were asked for. */
    private record Rows(MultiGauge gauge, List<MultiGauge.Row<?>> rows) {
        Rows(MultiGauge gauge) {
            this(gauge, new ArrayList<>());
        }

        void add(String tag, String value, Number figure) {
            rows.add(MultiGauge.Row.of(Tags.of(tag, value), figure));
        }
    }

    /**
     * One scrape at a time: while a gauge is given its rows it has some of them twice, and another would be told those.
     * What takes long, to ask the other layers, was done before.
     */
    private synchronized String told(List<Rows> figures) {
        figures.forEach(figure -> figure.gauge().register(figure.rows(), true));
        return registry.scrape();
    }

    private void addAggregations(List<Rows> figures, List<RealtimeStatus> realtime) {
        Rows lags = new Rows(lag);
        Rows numbers = new Rows(manifests);
        for (AggregationDefinition<?> definition : serving.model().aggregations()) {
            ServedView view = serving.served().peek(definition.name());
            Coverage coverage = serving.realtime().coverage(view.entry().id(), view.tidemark());
            // One that is not known is left out: a zero would say that all is folded.
            Lag.of(definition, coverage, realtime)
                    .ifPresent(records -> lags.add("aggregation", definition.name(), records));
            numbers.add("aggregation", definition.name(), view.manifest());
        }
        figures.add(lags);
        figures.add(numbers);
    }

    private void addNodes(List<Rows> figures, List<RealtimeStatus> realtime) {
        Rows bad = new Rows(quarantined);
        Rows empty = new Rows(tombstones);
        for (RealtimeStatus node : realtime) {
            bad.add("node", node.node(), node.quarantinedRecords());
            empty.add("node", node.node(), node.tombstones());
        }
        figures.add(bad);
        figures.add(empty);
    }

    /** Of a batch layer that cannot be asked nothing is known, and no figure is given. */
    private void addArchive(List<Rows> figures, AllFaults all) {
        Map<String, Long> byTopic = new TreeMap<>();
        try {
            SchedulerStatus batch = serving.control().status();
            all.add(batch.faults());
            batch.archive().forEach(partition -> byTopic.merge(partition.topic(), partition.tombstones(), Long::sum));
        } catch (IOException e) {
            all.batchIsAway(e);
        }
        Rows empty = new Rows(archivedTombstones);
        byTopic.forEach((topic, records) -> empty.add("topic", topic, records));
        figures.add(empty);
    }

    private void addFaults(List<Rows> figures, AllFaults all) {
        Map<String, Integer> byCode = new TreeMap<>();
        all.standing().forEach(fault -> byCode.merge(fault.code(), 1, Integer::sum));
        Rows standing = new Rows(faults);
        byCode.forEach((code, count) -> standing.add("code", code, count));
        figures.add(standing);
    }
}
