package io.tidemark.testkit.layers;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.codec.ByteReader;
import io.tidemark.cut.Cut;
import io.tidemark.disk.DirectoryTree;
import io.tidemark.event.DecodeException;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.WantedGroups;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RunRequest;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** One random life of both layers, stepped by one thread, from the first event to the last tidemark. */
final class Life<E> implements AutoCloseable {
    private static final BatchInterval INTERVAL = new BatchInterval(1000);
    private static final int MANY = 1_000_000;

    private final AggregationDefinition<E> definition;
    /** By topic, how many there are. */
    private final SortedMap<String, Integer> events;

    private final long seed;
    private final SplittableRandom random;
    private final Model model;
    /** By topic, how many it has. */
    private final SortedMap<String, Integer> partitions = new TreeMap<>();

    private final ManualClock clock = new ManualClock(Instant.parse("2020-01-01T00:00:00Z"));
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final InMemoryStateStore state = new InMemoryStateStore();
    private final Path directory;
    private final Storage storage;
    private final FileBatchViews views;
    private final Leases leases = new Leases(clock);
    private String step = "start";
    private int runs;
    private PartitionWorker worker;
    private SpeedView view;
    private TidemarkFollower follower;
    private ArchiveWriter writer;
    private InMemoryLogReader archiveReader;
    private InMemoryLogReader live;

    /** An event, by its number in its topic. */
    private record Numbered(String topic, int number) {}

    Life(AggregationDefinition<E> definition, SortedMap<String, Integer> events, long seed) {
        this.definition = definition;
        this.events = events;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        List<StreamDefinition<?>> streams = new ArrayList<>();
        definition.input().sources().forEach(source -> streams.add(source.stream()));
        this.model = new Model("tested", streams, List.of(definition));
        events.keySet().forEach(topic -> partitions.put(topic, 1 + random.nextInt(3)));
        try {
            this.directory = Files.createTempDirectory("tidemark-layers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.storage = Storage.at(directory.toUri(), new Configuration(false));
        this.views = new FileBatchViews(storage, new ManifestStore(storage, clock));
        partitions.forEach((topic, count) -> log.create(topic, count, false));
        startSpeedLayer();
        startArchiveWriter();
    }

    void live() {
        List<Numbered> left = shuffled();
        while (!left.isEmpty()) {
            act(left);
            check();
        }
        drain();
        check();
        run(new RunRequest.Recompute(Set.of(), TimeRange.ALL));
        learn();
        check();
    }

    private List<Numbered> shuffled() {
        List<Numbered> all = new ArrayList<>();
        events.forEach((topic, count) -> {
            for (int number = 0; number < count; number++) {
                all.add(random.nextInt(all.size() + 1), new Numbered(topic, number));
            }
        });
        return all;
    }

    private void act(List<Numbered> left) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> append(left);
            case 4, 5 -> poll();
            case 6 -> {
                step = "flush";
                worker.flush();
            }
            case 7 -> startSpeedLayer();
            case 8 -> archive();
            case 9 -> startArchiveWriter();
            case 10 ->
                run(new RunRequest.Incremental(
                        Set.of(), random.nextBoolean() ? RunRequest.Cut.EPOCH : RunRequest.Cut.ARCHIVE_END, false));
            default -> learn();
        }
    }

    /** Some events, and here and there a record that is none or has no value, with timestamps that are not in order. */
    private void append(List<Numbered> left) {
        step = "append";
        int most = 1
                + Math.max(1, events.values().stream().mapToInt(count -> count).sum() / 20);
        for (int i = 1 + random.nextInt(most); i > 0 && !left.isEmpty(); i--) {
            clock.advance(Duration.ofMillis(random.nextInt(400)));
            boolean isEvent = random.nextInt(10) > 0;
            Numbered one = left.get(left.size() - 1);
            if (isEvent) {
                left.remove(left.size() - 1);
            }
            int number = isEvent ? one.number() : events.get(one.topic());
            long timestamp = clock.millis() - (random.nextInt(4) == 0 ? random.nextInt(3000) : 0);
            byte[] value = isEvent || random.nextBoolean() ? EventsByNumber.bytes(number) : null;
            log.append(one.topic(), random.nextInt(partitions.get(one.topic())), timestamp, value);
        }
    }

    private void poll() {
        step = "poll";
        worker.poll(Duration.ZERO);
    }

    private void archive() {
        step = "archive";
        writer.step(archiveReader, Duration.ZERO);
    }

    private void run(RunRequest request) {
        step = "run " + request;
        Archive archive = new Archive(storage);
        LocalEngine engine = new LocalEngine(
                storage,
                archive,
                EngineSettings.defaults().withThreads(1).withMemoryBytes(1000L + random.nextInt(1_000_000)));
        try {
            new Run(model, new Run.Between(storage, archive, new ManifestStore(storage, clock), engine, log, clock))
                    .execute("run-" + ++runs, 1, request, Progress.UNHEARD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void learn() {
        step = "learn";
        follow();
        worker.learn();
    }

    private void drain() {
        poll();
        clock.advance(Duration.ofHours(2));
        for (PartitionId partition : allPartitions()) {
            byte[] none = EventsByNumber.bytes(events.get(partition.topic()));
            log.append(partition.topic(), partition.partition(), clock.millis(), none);
        }
        archive();
        run(new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, false));
        learn();
        poll();
        poll();
    }

    /** Also after a kill: what was not flushed is gone. */
    private void startSpeedLayer() {
        step = "restart of the speed layer";
        Topics topics = new Topics(model, log);
        topics.refresh();
        follower = new TidemarkFollower(views, log);
        follow();
        StateContext context = StateContext.of(state, INTERVAL, Cut.PROVEN);
        worker = new PartitionWorker(model, context, topics, follower, leases, new Readers());
        allPartitions().forEach(live::add);
        view = new SpeedView("tested", model, topics, leases, Cut.PROVEN, context.states(), List::of)
                // It is read whole, however large a user's test is.
                .lookingAt(Integer.MAX_VALUE);
    }

    private void follow() {
        try {
            follower.step();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Also after a kill: the file that was being written is gone. */
    private void startArchiveWriter() {
        step = "restart of the archive writer";
        ArchiveSettings settings = ArchiveSettings.at(INTERVAL).withMaxClockLead(Duration.ofDays(1));
        writer = new ArchiveWriter(model.streams(), storage, log, settings, clock);
        archiveReader = log.reader(writer, 1 + random.nextInt(20));
        allPartitions().forEach(archiveReader::add);
    }

    /** The answer of both layers equals the plain fold of exactly the records below its {@code asOf}. */
    private void check() {
        AggregationView batch;
        TileTable merged = new TileTable(definition);
        RealtimeAnswer realtime;
        try {
            batch = views.newest().viewOrEmpty(definition.id());
            for (ViewFile file : batch.files()) {
                views.read(
                        file,
                        definition,
                        (group, tile, value) -> merged.mergeEncoded(GroupKey.of(group), tile, new ByteReader(value)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        realtime = view.read(new RealtimeQuery(
                definition.id(), batch.tidemark(), Optional.empty(), WantedGroups.ALL, TimeRange.ALL));
        for (int row = 0; row < realtime.rows().rows(); row++) {
            merged.mergeRow(realtime.rows(), row);
        }
        PlainFold<E> plain = new PlainFold<>(definition);
        realtime.coverage()
                .partitions()
                .forEach((partition, covered) ->
                        foldPlainly(plain, model.stream(partition.topic()).orElseThrow(), partition, covered.asOf()));
        compare(plain, merged, batch.expiredBeforeMillis());
    }

    private List<PartitionId> allPartitions() {
        List<PartitionId> all = new ArrayList<>();
        partitions.forEach((topic, count) -> {
            for (int number = 0; number < count; number++) {
                all.add(log.partition(topic, number));
            }
        });
        return all;
    }

    private <S> void foldPlainly(PlainFold<E> plain, StreamDefinition<S> stream, PartitionId of, long asOf) {
        StreamDecoder<S> decoder = new StreamDecoder<>(stream);
        LogClock clock = LogClock.START;
        for (InMemoryEventLog.Entry entry : log.everything(of.topic(), of.partition())) {
            if (entry.offset() >= asOf) {
                return;
            }
            clock = clock.after(entry.timestampMillis());
            if (entry.value() == null) {
                continue;
            }
            try {
                S event = decoder.decode(entry.value(), 0, entry.value().length, entry.head(), entry.timestampMillis());
                long came = LogClock.whenCame(clock.millis(), entry.timestampMillis());
                plain.take(stream, event, decoder.eventTimeMillis(), of.partition(), entry.offset(), came);
            } catch (DecodeException quarantined) {
                // Counts nowhere, in either layer.
            }
        }
    }

    private void compare(PlainFold<E> plain, TileTable merged, long expiredBeforeMillis) {
        Map<PlainFold.Cell, List<Object>> expected = plain.results();
        expected.keySet().removeIf(cell -> cell.tileMillis() < expiredBeforeMillis);
        Map<PlainFold.Cell, List<Object>> answered = new TreeMap<>();
        for (int row : merged.rowsThatAreThere()) {
            if (merged.tile(row) >= expiredBeforeMillis) {
                List<Object> values = new ArrayList<>();
                for (int metric = 0; metric < definition.metrics().size(); metric++) {
                    values.add(merged.result(row, metric));
                }
                answered.put(new PlainFold.Cell(merged.group(row), merged.tile(row)), values);
            }
        }
        if (!expected.keySet().equals(answered.keySet())) {
            throw new AssertionError(place() + "the plain fold has " + expected.size()
                    + " groups and tiles, the layers " + answered.size() + again());
        }
        answered.forEach((cell, values) -> {
            for (int metric = 0; metric < values.size(); metric++) {
                compare(plain, cell, metric, values.get(metric));
            }
        });
    }

    private void compare(PlainFold<E> plain, PlainFold.Cell cell, int metric, Object found) {
        Optional<String> disagreement = plain.disagreement(cell, metric, found);
        if (disagreement.isPresent()) {
            throw new AssertionError(
                    place() + "metric \"" + definition.metrics().get(metric).name()
                            + "\" of both layers and the plain fold: " + disagreement.get() + ", in the tile at "
                            + Instant.ofEpochMilli(cell.tileMillis()) + again());
        }
    }

    private String place() {
        return "seed " + seed + ", after \"" + step + "\", ";
    }

    private String again() {
        return "; run checkSeed(" + seed + ") again";
    }

    @Override
    public void close() {
        try {
            DirectoryTree.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over the log in memory; the live reader gets its partitions from this life. */
    private final class Readers implements LogReaders {
        @Override
        public LogReader inGroup(LogReader.Listener listener) {
            live = log.reader(listener, 1 + random.nextInt(20));
            return live;
        }

        @Override
        public SoloLogReader alone(LogReader.Listener listener) {
            return log.reader(listener, MANY);
        }
    }
}
