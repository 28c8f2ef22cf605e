package io.tidemark.testkit.layers;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.Preview;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.codec.ByteReader;
import io.tidemark.cut.Cut;
import io.tidemark.event.head.RecordHead;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.WantedGroups;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RunRequest;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * One partition, read by both layers' own code: the speed layer alone from the beginning of the log, and the batch layer
 * alone from an archive that earlier versions of a model may have written.
 */
final class TwoLayers {
    static final String TOPIC = "t";

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final Path directory;
    private final Storage storage;
    private int others;
    private int runs;

    TwoLayers(Path directory) {
        this.directory = directory;
        this.storage = Storage.at(directory.resolve("root").toUri(), new Configuration(false));
        log.create(TOPIC, 1, true);
    }

    void append(String... records) {
        for (String record : records) {
            append(record.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }
    }

    void append(byte[] record) {
        clock.advance(Duration.ofMillis(10));
        log.append(TOPIC, 0, clock.millis(), record);
    }

    /** @param record null for one without a value */
    void append(RecordHead head, String record) {
        clock.advance(Duration.ofMillis(10));
        byte[] value = record == null ? null : record.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        log.append(TOPIC, 0, clock.millis(), head, value);
    }

    /** The keys of the records without a value that the archive has kept, each after its offset. */
    List<String> tombstones() {
        Archive archive = new Archive(storage);
        List<String> found = new ArrayList<>();
        for (Link link : archive.links(log.partition(TOPIC, 0))) {
            new ArchiveReader(archive)
                    .readTombstones(
                            link.file(),
                            link.file().offsets(),
                            row -> found.add(
                                    row.offset() + ": " + new String(row.head().key(), StandardCharsets.UTF_8)));
        }
        return found;
    }

    /** Archives all there is, as the streams of a model say. */
    void archive(TidemarkModel model) {
        ArchiveWriter writer = new ArchiveWriter(
                Model.of(model).streams(), storage, log, ArchiveSettings.at(new BatchInterval(1000)), clock);
        InMemoryLogReader reader = log.reader(writer, 1000);
        reader.add(log.partition(TOPIC, 0));
        for (int i = 0; i < 5; i++) {
            writer.step(reader, Duration.ZERO);
            clock.advance(Duration.ofHours(2));
        }
        writer.progress().forEach(partition -> {
            if (partition.archived() != partition.read()) {
                throw new AssertionError("the archive stands still: " + partition);
            }
        });
    }

    /** What the batch layer answers once it has run: by group and tile, the results. */
    Map<String, List<Object>> batch(TidemarkModel user) throws IOException, InterruptedException {
        Model model = Model.of(user);
        execute(model, new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false));
        AggregationDefinition<?> definition = model.aggregations().get(0);
        TileTable table = new TileTable(definition);
        FileBatchViews views = views(storage);
        for (ViewFile file : view(definition).files()) {
            views.read(
                    file,
                    definition,
                    (group, tile, value) -> table.mergeEncoded(GroupKey.of(group), tile, new ByteReader(value)));
        }
        return results(table);
    }

    void recompute(TidemarkModel user) throws InterruptedException {
        execute(Model.of(user), new RunRequest.Recompute(Set.of(), TimeRange.ALL));
    }

    private void execute(Model model, RunRequest request) throws InterruptedException {
        Archive archive = new Archive(storage);
        LocalEngine engine =
                new LocalEngine(storage, archive, EngineSettings.defaults().withThreads(1));
        new Run(model, new Run.Between(storage, archive, new ManifestStore(storage, clock), engine, log, clock))
                .execute("run-" + ++runs, 1, request, Progress.UNHEARD);
    }

    List<Gap> gaps(TidemarkModel model) {
        return view(Model.of(model).aggregations().get(0)).gaps();
    }

    /** What is told of a definition before it is built. */
    List<Gap> preview(TidemarkModel model) {
        return Preview.unknown(
                new Archive(storage), Model.of(model).aggregations().get(0));
    }

    private AggregationView view(AggregationDefinition<?> definition) {
        return new ManifestStore(storage, clock).newest().viewOrEmpty(definition.id());
    }

    /** What the speed layer answers when it reads the whole log anew. */
    Map<String, List<Object>> realtime(TidemarkModel user) throws IOException {
        Model model = Model.of(user);
        Topics topics = new Topics(model, log);
        topics.refresh();
        Storage empty = Storage.at(directory.resolve("empty" + ++others).toUri(), new Configuration(false));
        TidemarkFollower follower = new TidemarkFollower(views(empty), log);
        follower.step();
        Leases leases = new Leases(clock);
        StateContext context = StateContext.of(new InMemoryStateStore(), new BatchInterval(1000), Cut.PROVEN);
        InMemoryLogReader[] live = new InMemoryLogReader[1];
        PartitionWorker worker = new PartitionWorker(model, context, topics, follower, leases, readers(live));
        live[0].add(log.partition(TOPIC, 0));
        for (int i = 0; i < 5; i++) {
            worker.poll(Duration.ZERO);
        }
        worker.flush();
        SpeedView view = new SpeedView("s", model, topics, leases, Cut.PROVEN, context.states(), List::of);
        AggregationDefinition<?> definition = model.aggregations().get(0);
        return results(view.read(new RealtimeQuery(
                        definition.id(), Tidemark.START, Optional.empty(), WantedGroups.ALL, TimeRange.ALL))
                .rows());
    }

    private LogReaders readers(InMemoryLogReader[] live) {
        return new LogReaders() {
            @Override
            public LogReader inGroup(LogReader.Listener listener) {
                live[0] = log.reader(listener, 1000);
                return live[0];
            }

            @Override
            public SoloLogReader alone(LogReader.Listener listener) {
                return log.reader(listener, 1000);
            }
        };
    }

    private FileBatchViews views(Storage in) {
        return new FileBatchViews(in, new ManifestStore(in, clock));
    }

    private static Map<String, List<Object>> results(TileTable table) {
        GroupCodec groups = new GroupCodec(table.definition().groups());
        Map<String, List<Object>> results = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            List<Object> values = new ArrayList<>();
            for (int m = 0; m < table.definition().metrics().size(); m++) {
                values.add(table.result(row, m));
            }
            results.put(groups.values(table.group(row)) + " " + Instant.ofEpochMilli(table.tile(row)), values);
        }
        return results;
    }
}
