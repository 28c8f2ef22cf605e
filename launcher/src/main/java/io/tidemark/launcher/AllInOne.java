package io.tidemark.launcher;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.kafka.KafkaLogReaders;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.launcher.config.Role;
import io.tidemark.model.Model;
import io.tidemark.model.StreamDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RealtimeView;
import io.tidemark.speed.SpeedNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * One process with one or all of the layers in it. The layers meet here only, through the seams; a layer that is in
 * another process is met through its remote form. Make it, {@link #start} it, {@link #close} it.
 */
public final class AllInOne implements AutoCloseable {
    private final BatchViews views;
    private final KafkaLogTopics topics;
    private final Optional<SpeedNode> speed;

    /** Opens what the roles need on disk. Whether Kafka is there does not matter yet. */
    public AllInOne(Model model, NodeSettings settings, Clock clock) {
        Storage storage = Storage.at(settings.storage(), new Configuration());
        views = new FileBatchViews(storage);
        topics = new KafkaLogTopics(settings.kafka());
        speed = settings.roles().contains(Role.SPEED)
                ? Optional.of(speedNode(model, settings, clock))
                : Optional.empty();
    }

    /** Returns at once. What keeps a layer from going on, such as an absent broker, is tried again. */
    public void start() {
        speed.ifPresent(SpeedNode::start);
    }

    /** What the batch layer has published. */
    public BatchViews views() {
        return views;
    }

    /** The realtime view of the speed node in this process, if there is one. */
    public Optional<RealtimeView> realtime() {
        return speed.map(SpeedNode::view);
    }

    /** What keeps a layer in this process from going on, with the mend; empty when all is well. */
    public List<String> faults() {
        return realtime().map(view -> view.status().faults()).orElse(List.of());
    }

    /** Stops in the order in which they lean on one another: what answers first, then what it asks. */
    @Override
    public void close() {
        speed.ifPresent(SpeedNode::close);
        topics.close();
    }

    private SpeedNode speedNode(Model model, NodeSettings settings, Clock clock) {
        String group = settings.groups() + "-speed-" + settings.replica();
        KafkaLogReaders readers = new KafkaLogReaders(settings.kafka(), group, topicNames(model));
        return new SpeedNode(model, settings.speed(), readers, topics, views, clock);
    }

    private static Set<String> topicNames(Model model) {
        return model.streams().stream().map(StreamDefinition::topic).collect(Collectors.toSet());
    }
}
