package io.tidemark.serving.http.operate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.http.Requested;
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
public final class Metrics implements Requested {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MultiGauge lag;
    private final MultiGauge manifests;
    private final MultiGauge quarantined;
    private final MultiGauge tombstones;
    private final MultiGauge archivedTombstones;
    private final MultiGauge faults;
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();
    private Serving serving;

    private record Answered(String method, String template, int status) {}

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

    @Override
    public void requested(Route route, int status, Duration took) {
        timers.computeIfAbsent(new Answered(route.method(), route.template(), status), this::timer)
                .record(took);
    }

    private Timer timer(Answered answered) {
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
        takeAggregations(realtime);
        takeNodes(realtime);
        takeArchive(all);
        takeFaults(all);
        return Reply.text(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
    }

    private void takeAggregations(List<RealtimeStatus> realtime) {
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        List<MultiGauge.Row<?>> numbers = new ArrayList<>();
        for (AggregationDefinition<?> definition : serving.model().aggregations()) {
            Tags tags = Tags.of("aggregation", definition.name());
            ServedView view = serving.served().peek(definition.name());
            Coverage coverage = serving.realtime().coverage(view.entry().id(), view.tidemark());
            // One that is not known is left out: a zero would say that all is folded.
            Lag.of(definition.name(), coverage, realtime)
                    .ifPresent(records -> lags.add(MultiGauge.Row.of(tags, records)));
            numbers.add(MultiGauge.Row.of(tags, view.manifest()));
        }
        lag.register(lags, true);
        manifests.register(numbers, true);
    }

    private void takeNodes(List<RealtimeStatus> realtime) {
        List<MultiGauge.Row<?>> bad = new ArrayList<>();
        List<MultiGauge.Row<?>> empty = new ArrayList<>();
        for (RealtimeStatus node : realtime) {
            Tags tags = Tags.of("node", node.node());
            bad.add(MultiGauge.Row.of(tags, node.quarantinedRecords()));
            empty.add(MultiGauge.Row.of(tags, node.tombstones()));
        }
        quarantined.register(bad, true);
        tombstones.register(empty, true);
    }

    /** Of a batch layer that cannot be asked nothing is known, and no figure is given. */
    private void takeArchive(AllFaults all) {
        Map<String, Long> byTopic = new TreeMap<>();
        try {
            SchedulerStatus batch = serving.control().status();
            all.add(batch.faults());
            batch.archive().forEach(partition -> byTopic.merge(partition.topic(), partition.tombstones(), Long::sum));
        } catch (IOException e) {
            all.batchIsAway(e);
        }
        List<MultiGauge.Row<?>> empty = new ArrayList<>();
        byTopic.forEach((topic, records) -> empty.add(MultiGauge.Row.of(Tags.of("topic", topic), records)));
        archivedTombstones.register(empty, true);
    }

    private void takeFaults(AllFaults all) {
        Map<String, Integer> byCode = new TreeMap<>();
        all.standing().forEach(fault -> byCode.merge(fault.code(), 1, Integer::sum));
        List<MultiGauge.Row<?>> standing = new ArrayList<>();
        byCode.forEach((code, count) -> standing.add(MultiGauge.Row.of(Tags.of("code", code), count)));
        faults.register(standing, true);
    }
}
