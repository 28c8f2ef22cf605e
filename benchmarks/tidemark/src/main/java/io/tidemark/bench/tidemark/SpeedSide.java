package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Options;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.groups.WantedGroups;
import io.tidemark.kafka.KafkaLogReaders;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.log.LogReaders;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeView;
import io.tidemark.speed.SpeedNode;
import io.tidemark.speed.SpeedSettings;
import io.tidemark.speed.store.OpeningStateStore;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A speed node as a process would put it together, with its defaults, over the benchmark's topic. */
final class SpeedSide implements AutoCloseable {
    private final AggregationDefinition<?> definition;
    private final KafkaLogTopics topics;
    private final SpeedNode node;

    /**
     * @param readers made by {@link #readers}, perhaps timed
     * @param views what was published; {@link NoViews} where nothing is
     */
    SpeedSide(Model model, Options options, Path state, LogReaders readers, BatchViews views) {
        this(model, begin(options, state), readers, views);
    }

    /** @param begun closed with it */
    SpeedSide(Model model, Begun begun, LogReaders readers, BatchViews views) {
        this.definition = AdModel.views(model);
        this.topics = begun.topics();
        SpeedNode.Between between = new SpeedNode.Between(readers, topics, views, new Faults(FaultListener.NONE));
        this.node = new SpeedNode(model, begun.settings(), begun.store(), between, Clock.systemUTC());
    }

    /** What threads of its own are making ready. */
    record Begun(SpeedSettings settings, KafkaLogTopics topics, OpeningStateStore store) {}

    static Begun begin(Options options, Path state) {
        SpeedSettings settings = SpeedSettings.of(state, BatchInterval.HOURLY);
        return new Begun(settings, new KafkaLogTopics(client(options)), SpeedNode.openState(settings));
    }

    /** Readers in a group that nobody was in before. */
    static LogReaders readers(Options options, String topic) {
        return readers(options, topic, UUID.randomUUID().toString());
    }

    /** Readers in a group that a process before this one may have been in when it was killed. */
    static LogReaders readers(Options options, String topic, String group) {
        KafkaLogTopics topics = new KafkaLogTopics(client(options));
        KafkaLogReaders.Group members = new KafkaLogReaders.Group("bench-" + group, Set.of(topic), topics);
        return new KafkaLogReaders(client(options), members, "bench", new Faults(FaultListener.NONE));
    }

    static Map<String, Object> client(Options options) {
        return Map.of("bootstrap.servers", options.text("bootstrap"));
    }

    void start() {
        node.start();
    }

    /** Returns once the state is open. */
    void awaitOpen() {
        node.awaitOpen();
    }

    RealtimeView view() {
        return node.view();
    }

    /** Returns when queries see the first {@code records} of the log. */
    void awaitFolded(long records) throws InterruptedException {
        while (folded() < records) {
            Thread.sleep(2);
        }
    }

    private long folded() {
        return node.view().coverage(definition.id(), Tidemark.START).partitions().values().stream()
                .mapToLong(PartitionCoverage::asOf)
                .sum();
    }

    /** Everything, from the start of the log. */
    AggregationDefinition<?> definition() {
        return definition;
    }

    RealtimeQuery everything() {
        return new RealtimeQuery(definition.id(), Tidemark.START, Optional.empty(), WantedGroups.ALL, TimeRange.ALL);
    }

    @Override
    public void close() {
        node.close();
        topics.close();
    }
}
