package io.tidemark.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.codec.ByteReader;
import io.tidemark.event.DecodeException;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.operator.HeapMemory;
import io.tidemark.operator.OpenOperator;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;

/** A log of trips, its archive, runs on it, and the check that a view is the plain fold of what is left of its tidemark. */
public final class Batch {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    public static final RunRequest NEXT = new RunRequest.Incremental(Set.of(), Cut.EPOCH, false);
    public static final RunRequest TO_THE_END = new RunRequest.Incremental(Set.of(), Cut.ARCHIVE_END, false);
    public static final RunRequest ALL_AGAIN = new RunRequest.Recompute(Set.of(), TimeRange.ALL);
    private static final int PARTITIONS = 3;

    public final ManualClock clock = new ManualClock(START);
    public final InMemoryEventLog log = new InMemoryEventLog();
    public final Path directory;
    private final String root;
    private final ArchiveWriter writer;
    private final InMemoryLogReader reader;
    private EngineSettings engine;
    private UnaryOperator<Engine> instead = its -> its;
    private ListSettings lists = ListSettings.DEFAULT;
    private KeepSettings keep = KeepSettings.DEFAULT;
    private int runs;
    private Optional<Batch> former = Optional.empty();

    /** @param directory for the root and for spilled rows */
    public Batch(Path directory) {
        this(directory, log -> {});
    }

    /** @param before what happens to the log before any layer sees it */
    public Batch(Path directory, Consumer<InMemoryEventLog> before) {
        this(directory, directory.resolve("root").toString(), before);
    }

    /** @param root of the storage, wherever that is */
    public Batch(Path directory, String root, Consumer<InMemoryEventLog> before) {
        this.directory = directory;
        this.root = root;
        this.engine = EngineSettings.defaults().withThreads(3).withSpillDirectory(directory.resolve("spill"));
        log.create(Trip.TOPIC, PARTITIONS, false);
        before.accept(log);
        ArchiveSettings settings = ArchiveSettings.DEFAULT.withInterval(BatchInterval.HOURLY);
        writer = new ArchiveWriter(Trip.model().streams(), storage(), log, settings, clock);
        reader = log.reader(writer, 1000);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            reader.add(log.partition(Trip.TOPIC, partition));
        }
    }

    /** Whose log took the place of another's, on one root. */
    public Batch after(Batch ended) {
        former = Optional.of(ended);
        clock.advance(Duration.between(clock.instant(), ended.clock.instant()));
        runs = ended.runs;
        return this;
    }

    /** Which log it is of those that took one another's place. */
    public int number() {
        return former.map(Batch::number).orElse(0) + 1;
    }

    private InMemoryEventLog logOf(PartitionId partition) {
        return partition.equals(partition(partition.partition()))
                ? log
                : former.orElseThrow().logOf(partition);
    }

    public PartitionId partition(int number) {
        return log.partition(Trip.TOPIC, number);
    }

    public Batch withMemoryBytes(long bytes) {
        engine = engine.withMemoryBytes(bytes);
        return this;
    }

    /** View files with so many rows at most. */
    public Batch withFileRows(long rows) {
        engine = engine.withFileRows(rows);
        return this;
    }

    /** @param other makes the engine that is used of the one that would be */
    public Batch withEngine(UnaryOperator<Engine> other) {
        instead = other;
        return this;
    }

    /** From now on, runs put what they publish into lists by these. */
    public Batch withLists(ListSettings settings) {
        lists = settings;
        return this;
    }

    /** From now on, runs forget what is older in the archive. */
    public Batch keepingArchive(Duration kept) {
        keep = new KeepSettings(1, Duration.ZERO, KeepSettings.DEFAULT.versions(), Optional.of(kept));
        return this;
    }

    /** How long things are kept. */
    public KeepSettings keep() {
        return keep;
    }

    public EngineSettings engine() {
        return engine;
    }

    public Storage storage() {
        return Storage.at(root, new Configuration());
    }

    /** Some hours of the log, late and early trips among them, and some garbage; all of it is archived but the end. */
    public Batch hours(int hours, long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        for (int i = 0; i < hours * 40; i++) {
            clock.advance(Duration.ofSeconds(chance.nextInt(180)));
            Instant at = clock.instant().minus(Duration.ofMinutes(chance.nextInt(10) == 0 ? chance.nextInt(600) : 5));
            Trip trip = new Trip(at, "o" + chance.nextInt(6), chance.nextLong(-20, 30));
            byte[] value = chance.nextInt(20) == 0 ? "garbage".getBytes(StandardCharsets.UTF_8) : trip.json();
            log.append(Trip.TOPIC, chance.nextInt(PARTITIONS), clock.millis(), value);
        }
        return archived();
    }

    /** Appends some trips of now, and archives nothing. Returns the offset after the last one. */
    public long append(int partition, int trips) {
        long offset = 0;
        for (int i = 0; i < trips; i++) {
            byte[] value = new Trip(clock.instant(), "o" + i, i).json();
            offset = log.append(Trip.TOPIC, partition, clock.millis(), value);
        }
        return offset + 1;
    }

    /** Adds a partition to the log, once. */
    public Batch withOnePartitionMore() {
        log.addPartitions(Trip.TOPIC, 1);
        reader.add(log.partition(Trip.TOPIC, PARTITIONS));
        return this;
    }

    /** Archives what can be. */
    public Batch archived() {
        for (int i = 0; i < 3; i++) {
            writer.step(reader, Duration.ZERO);
        }
        return this;
    }

    public ManifestStore manifests(Storage storage) {
        return new ManifestStore(storage, clock, io.tidemark.cut.Cut.PROVEN, lists, keep);
    }

    public Run runOn(Storage storage, Model model) {
        return runOn(storage, model, instead);
    }

    /** @param instead makes the engine that is used of the one that would be */
    public Run runOn(Storage storage, Model model, UnaryOperator<Engine> other) {
        ManifestStore manifests = manifests(storage);
        Archive archive = new Archive(storage, manifests);
        Engine local = other.apply(new LocalEngine(storage, archive, engine));
        return new Run(model, new Run.Between(storage, archive, manifests, local, log, clock));
    }

    public RunResult run(RunRequest request) throws InterruptedException {
        return run(Trip.model(), request);
    }

    public RunResult run(Model model, RunRequest request) throws InterruptedException {
        return runOn(storage(), model).execute("run" + ++runs, 1, request, Progress.UNHEARD);
    }

    public Tidemark tidemark(String aggregation) {
        return view(aggregation).tidemark();
    }

    /** Of several versions, the one that the last run published. */
    public AggregationView view(String aggregation) {
        return manifests(storage()).newest().versions(aggregation).stream()
                .max(Comparator.comparingInt(view -> view.run().equals("run" + runs) ? 1 : 0))
                .orElseThrow();
    }

    /** That every published view equals the plain fold of the records below its tidemark. */
    public void check(Model model, String history) throws IOException {
        for (AggregationDefinition<?> definition : model.aggregations()) {
            check(definition, history);
        }
    }

    private <E> void check(AggregationDefinition<E> definition, String history) throws IOException {
        AggregationView view = manifests(storage()).newest().viewOrEmpty(definition.id());
        Map<Cell, List<Object>> expected = new TreeMap<>(plainFold(definition, view));
        expected.keySet().removeIf(cell -> cell.tileMillis() < view.expiredBeforeMillis());
        Map<Cell, List<Object>> found = results(definition, view);
        found.keySet().removeIf(cell -> cell.tileMillis() < view.expiredBeforeMillis());
        assertEquals(expected, found, history + ": " + definition.name());
    }

    private <E> Map<Cell, List<Object>> plainFold(AggregationDefinition<E> definition, AggregationView view) {
        StreamDefinition<E> stream = definition.input().plainStream().orElseThrow();
        PlainFold<E> fold = new PlainFold<>(definition);
        StreamDecoder<E> decoder = new StreamDecoder<>(stream);
        view.positions().forEach((partition, position) -> {
            Optional<OpenOperator<E>> operator =
                    definition.operator().map(each -> each.open(new HeapMemory(each.lookBack())));
            LogClock clock = LogClock.START;
            for (InMemoryEventLog.Entry entry : logOf(partition).everything(stream.topic(), partition.partition())) {
                if (entry.offset() >= position.offset()) {
                    break;
                }
                clock = clock.after(entry.timestampMillis());
                boolean isEnded = view.ended().containsKey(partition);
                if (entry.offset()
                        < (isEnded
                                ? view.ended().get(partition).since()
                                : view.since().at(partition))) {
                    continue;
                }
                if (view.gaps().stream()
                        .anyMatch(gap -> gap.partition().equals(partition)
                                && gap.offsets().contains(entry.offset()))) {
                    continue;
                }
                try {
                    E event = decoder.decode(entry.value(), 0, entry.value().length, entry.timestampMillis());
                    long time = decoder.eventTimeMillis();
                    if (operator.isPresent()) {
                        operator.get()
                                .take(
                                        event,
                                        time,
                                        LogClock.whenCame(clock.millis(), entry.timestampMillis()),
                                        entry.offset(),
                                        (made, at) -> fold.add(made, at, partition.partition(), entry.offset()));
                    } else {
                        fold.add(event, time, partition.partition(), entry.offset());
                    }
                } catch (DecodeException quarantined) {
                    continue;
                }
            }
        });
        return fold.results();
    }

    /** All that is published of what an operator remembers, file by file as they follow one another. */
    public List<String> remembered(String aggregation) throws IOException {
        List<String> entries = new ArrayList<>();
        HexFormat hex = HexFormat.of();
        for (Map.Entry<PartitionId, List<EntryFile>> files :
                view(aggregation).remembered().files().entrySet()) {
            for (EntryFile file : files.getValue()) {
                entries.add(files.getKey().partition() + ": " + file.entries());
                new FileBatchViews(storage())
                        .read(
                                file,
                                (key, value, clock) ->
                                        entries.add(hex.formatHex(key) + " " + hex.formatHex(value) + " " + clock));
            }
        }
        return entries;
    }

    /** What an operator knows that was given a partition from its beginning up to an offset. */
    public <E> HeapMemory memory(AggregationDefinition<E> definition, PartitionId partition, long end) {
        HeapMemory memory = new HeapMemory(definition.operator().orElseThrow().lookBack());
        OpenOperator<E> operator = definition.operator().orElseThrow().open(memory);
        StreamDecoder<E> decoder =
                new StreamDecoder<>(definition.input().plainStream().orElseThrow());
        LogClock clock = LogClock.START;
        for (InMemoryEventLog.Entry entry : logOf(partition).everything(Trip.TOPIC, partition.partition())) {
            clock = clock.after(entry.timestampMillis());
            long came = LogClock.whenCame(clock.millis(), entry.timestampMillis());
            try {
                if (entry.offset() < end) {
                    E event = decoder.decode(entry.value(), 0, entry.value().length, entry.timestampMillis());
                    operator.prime(event, decoder.eventTimeMillis(), came, entry.offset());
                    memory.keep();
                }
            } catch (DecodeException quarantined) {
                continue;
            }
        }
        return memory;
    }

    /** All rows of a view, each in the file that answers for it, in order. */
    public Map<Cell, List<Object>> results(AggregationDefinition<?> definition, AggregationView view)
            throws IOException {
        Map<Cell, List<Object>> found = new TreeMap<>();
        for (ViewFile file : view.files()) {
            List<Cell> order = new ArrayList<>();
            new FileBatchViews(storage()).read(file, definition, (group, tile, accumulators) -> {
                TileTable table = new TileTable(definition);
                table.mergeEncoded(GroupKey.of(group), tile, new ByteReader(accumulators));
                List<Object> row = new ArrayList<>();
                for (int metric = 0; metric < definition.metrics().size(); metric++) {
                    row.add(table.result(0, metric));
                }
                Cell cell = new Cell(GroupKey.of(group), tile);
                order.add(cell);
                if (table.isThere(0)) {
                    assertEquals(null, found.put(cell, row));
                }
                assertEquals(true, file.tiles().contains(tile));
                assertEquals(true, file.keys().contains(group));
            });
            assertEquals(order.stream().sorted().toList(), order);
            assertEquals(file.rows(), order.size());
        }
        return found;
    }
}
