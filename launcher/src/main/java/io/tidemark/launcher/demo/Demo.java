package io.tidemark.launcher.demo;

import io.tidemark.examples.flights.FlightFile;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.examples.flights.FlightReplay;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.node.AllInOne;
import io.tidemark.launcher.node.Closing;
import io.tidemark.launcher.node.DataDirectory;
import io.tidemark.launcher.node.LogFile;
import io.tidemark.launcher.node.NodeSettings;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A broker, all three layers and the replay, in one process. Everything it keeps is in one directory. */
public final class Demo {
    private static final int PARTITIONS = 4;
    private static final long LEADERS_MILLIS = 100;

    private final Model model;
    private final AllInOne process;
    private final ReplaySender sender;
    private final FlightReplay replay;
    private final NodeClient node;
    private volatile Optional<Fault> replayFault = Optional.empty();

    private Demo(Model model, AllInOne process, ReplaySender sender, FlightReplay replay) {
        this.model = model;
        this.process = process;
        this.sender = sender;
        this.replay = replay;
        this.node = new NodeClient(process.uri().orElseThrow());
    }

    /**
     * Starts everything; returns when the broker serves, the layers are on their way and flights are being sent.
     *
     * @param closing what closes it
     * @throws io.tidemark.launcher.config.ConfigException if another process holds the directory, or it holds the replay
     *     of another file
     * @throws IOException if the file of flights cannot be read
     */
    public static Demo start(DemoSettings settings, Closing closing) throws IOException {
        FlightFile file =
                settings.data().isPresent() ? FlightFile.of(settings.data().get()) : FlightFile.january2001();
        DataDirectory directory = closing.add(DataDirectory.hold(settings.directory()));
        if (settings.start() == DemoSettings.Start.ANEW) {
            directory.empty();
        }
        RememberedReplay.check(directory, file);
        LogFile.open(directory.path());
        CompletableFuture<FlightReplay> reading = CompletableFuture.supplyAsync(() -> read(file));
        EmbeddedBroker broker = closing.add(EmbeddedBroker.start(directory.resolve("kafka")));
        broker.createTopic(FlightModel.TOPIC, PARTITIONS);
        Model model = Model.of(new FlightModel());
        Config config = config(settings, broker, directory.path());
        AllInOne process = closing.add(new AllInOne(model, NodeSettings.of(config), Clock.systemUTC()));
        process.start();
        ReplaySender sender =
                closing.add(new ReplaySender(broker.bootstrapServers(), FlightModel.TOPIC, settings.perSecond()));
        Demo demo = new Demo(model, process, sender, reading.join());
        demo.sendInBackground(config);
        return demo;
    }

    /** How far it is, now. */
    public DemoProgress progress() throws IOException {
        return new DemoProgress(replay.flights().size(), sender.sent(), folded(), covered());
    }

    /** What keeps it from going on; empty when all is well. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(process.faults());
        replayFault.ifPresent(faults::add);
        return faults;
    }

    /** Where the API and the console are. */
    public URI uri() {
        return process.uri().orElseThrow();
    }

    /** Whether a query is answered with flights in it. */
    public boolean isAnswering() {
        try {
            return new DemoCheck(node).totals().getOrDefault("flights", 0L) > 0;
        } catch (NodeException e) {
            return false;
        }
    }

    /**
     * Compares the answers with the file.
     *
     * @throws NodeException if the node does not answer, or not for everything
     */
    public DemoReport compare() {
        return new DemoCheck(node).compare(replay.flights());
    }

    private static FlightReplay read(FlightFile file) {
        try {
            return FlightReplay.of(file.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Config config(DemoSettings settings, EmbeddedBroker broker, Path directory) {
        Map<Key<?>, String> written = Map.of(
                Keys.MODEL_CLASS,
                FlightModel.class.getName(),
                Keys.KAFKA_BOOTSTRAP,
                broker.bootstrapServers(),
                Keys.DATA_DIRECTORY,
                "node",
                Keys.STORAGE_ROOT,
                settings.storage().map(URI::toString).orElse("storage"),
                Keys.BATCH_INTERVAL,
                settings.interval().toMillis() + "ms",
                // A month's last epoch is to be taken in at once, not after a minute of silence.
                Keys.ARCHIVE_IDLE_GRACE,
                "1s",
                Keys.ARCHIVE_MEMORY,
                "64MiB",
                Keys.HTTP_PORT,
                String.valueOf(settings.port()));
        Map<String, String> named = new HashMap<>();
        written.forEach((key, text) -> named.put(key.name(), text));
        return Config.of(named, "demo", directory.toAbsolutePath());
    }

    private void sendInBackground(Config config) {
        Thread thread = new Thread(() -> send(config), "replay");
        thread.setDaemon(true);
        thread.start();
    }

    private void send(Config config) {
        try (KafkaLogTopics topics = new KafkaLogTopics(Map.copyOf(config.kafka()))) {
            sender.send(replay, held(topics));
        } catch (RuntimeException e) {
            replayFault = Optional.of(new Fault(
                    "TM-DEMO-001",
                    "replay",
                    "broke off: " + Reason.of(e),
                    "start the demo again, it goes on from there"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of every partition: a broker that was just started may have yet to elect the leader of some. */
    private static long[] held(KafkaLogTopics topics) throws InterruptedException {
        SortedMap<Integer, Long> ends = topics.endOffsets(FlightModel.TOPIC);
        while (ends.size() < PARTITIONS) {
            TimeUnit.MILLISECONDS.sleep(LEADERS_MILLIS);
            ends = topics.endOffsets(FlightModel.TOPIC);
        }
        return ends.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** By the aggregation that has the fewest: each has a position of its own. */
    private long folded() {
        List<PartitionStatus> partitions =
                process.realtime().orElseThrow().status().partitions();
        return model.aggregations().stream()
                .mapToLong(a -> partitions.stream()
                        .filter(p -> p.aggregation().equals(a.name()))
                        .mapToLong(PartitionStatus::position)
                        .sum())
                .min()
                .orElseThrow();
    }

    private long covered() throws IOException {
        Manifest newest = process.views().newest();
        return model.aggregations().stream()
                .mapToLong(a -> covered(newest, a))
                .min()
                .orElseThrow();
    }

    private static long covered(Manifest manifest, AggregationDefinition<?> aggregation) {
        return manifest.viewOrEmpty(aggregation.id()).tidemark().offsets().offsets().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
