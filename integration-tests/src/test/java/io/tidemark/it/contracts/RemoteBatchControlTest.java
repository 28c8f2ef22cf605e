package io.tidemark.it.contracts;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.batch.schedule.FileBatchControl;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.model.Model;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.HttpSettings;
import io.tidemark.testkit.contract.BatchControlContract;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Steering over HTTP, through a serving node, to the files that a batch process would look at. */
class RemoteBatchControlTest {
    record Parcel(Instant at) {}

    private static final Model MODEL = Model.of(model -> model.aggregation("parcels")
            .over(model.stream("parcels", Parcel.class).eventTime(Parcel::at))
            .tile(Duration.ofHours(1))
            .metric("parcels", count()));

    @TempDir
    Path directory;

    private ServingNode node;

    @BeforeEach
    void serve() {
        Storage storage = Storage.at(directory.resolve("root").toString(), new Configuration(false));
        node = new ServingNode(
                MODEL,
                ServingSettings.of("serving-1", directory.resolve("index"), HttpSettings.onPort(0)),
                List.of(),
                new FileBatchViews(storage),
                new FileBatchControl(storage, Clock.systemUTC()),
                Clock.systemUTC());
        node.start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @TestFactory
    Stream<DynamicTest> contract() {
        return new BatchControlContract(() -> new RemoteBatchControl(new NodeClient(node.uri())), "parcels")
                .cases().entrySet().stream()
                        .map(test -> DynamicTest.dynamicTest(
                                test.getKey(), () -> test.getValue().run()));
    }
}
