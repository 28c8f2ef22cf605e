package io.tidemark.bench.tidemark;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.schedule.FileBatchControl;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.bench.measure.Options;
import io.tidemark.log.LogReaders;
import io.tidemark.model.Model;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.HttpSettings;
import io.tidemark.serving.merge.MergedQuery;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * A speed node and a serving node in one process, as the launcher puts them together, over the views in
 * {@code --storage}, with their state in {@code --state}.
 */
final class Node implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final SpeedSide speed;
    private final Supplier<ServingNode> makesServing;
    private ServingNode serving;

    /** In a group of its topic's name, so that the process after one that was killed is known by it. */
    Node(Model model, Options options) {
        this(model, options, SpeedSide.readers(options, topic(model), topic(model)));
    }

    Node(Model model, Options options, LogReaders readers) {
        Path state = Path.of(options.text("state"));
        SpeedSide.Begun begun = SpeedSide.begin(options, state.resolve("speed"));
        Clock clock = Clock.systemUTC();
        Storage storage = Storage.at(options.text("storage"), new Configuration());
        FileBatchViews views = new FileBatchViews(storage, new ManifestStore(storage, clock));
        speed = new SpeedSide(model, begun, readers, views);
        ServingSettings settings = ServingSettings.of(
                        "bench", state.resolve("index"), HttpSettings.onPort(options.integer("port", 0)))
                .polling(POLL);
        makesServing = () -> new ServingNode(
                model, settings, List.of(speed.view()), views, new FileBatchControl(storage, clock), clock);
    }

    private static String topic(Model model) {
        return model.streams().get(0).topic();
    }

    void start() {
        speed.start();
        serving = makesServing.get();
        serving.start();
        speed.awaitOpen();
    }

    /** Returns when the newest manifest is served and the realtime view has all {@code records} of the log. */
    void awaitReady(long records) throws InterruptedException {
        while (!serving.isReady()) {
            Thread.sleep(2);
        }
        speed.awaitFolded(records);
    }

    /** Where its aggregation is asked, as {@code http://host:port/v1/aggregations/name/}. */
    URI aggregation() {
        return serving.uri().resolve("/v1/aggregations/" + AdModel.AGGREGATION + "/");
    }

    /** The merged answers, without HTTP. */
    MergedQuery query() {
        return serving.query();
    }

    @Override
    public void close() {
        serving.close();
        speed.close();
    }
}
