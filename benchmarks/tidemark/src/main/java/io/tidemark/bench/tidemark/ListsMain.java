package io.tidemark.bench.tidemark;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.batch.BatchNode;
import io.tidemark.batch.BatchSettings;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ChainPaths;
import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.archive.Held;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.lists.NewLists;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.publish.ManifestStore.MoreListed;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.columns.event.FileFields;
import io.tidemark.cut.Closing;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogReader;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * What lists cost that are a year long: hourly files of a thousand partitions and a hundred aggregations. The lists are whole,
 * and there are no files that they name. {@code batch}: from nothing until the node knows where each of its partitions goes on;
 * {@code serving}: until the newest manifest is read and all view files are known that a node would hold; {@code publish}: a run
 * of an hour's files, on what is known.
 */
public final class ListsMain {
    private static final String TOPIC = "events";
    private static final long HOUR = 3_600_000;
    private static final int RECORDS = 1000;

    private final Path root;
    private final int partitions;
    private final int hours;
    private final Model model;
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final Storage storage;

    private ListsMain(Options options) {
        root = Path.of(options.text("storage"));
        partitions = options.integer("partitions", 1000);
        hours = options.integer("hours", 8760);
        int aggregations = options.integer("aggregations", 100);
        model = Model.of(builder -> {
            var events = builder.stream(TOPIC, AdEvent.class).eventTimeMillis(AdEvent::eventTime);
            for (int i = 0; i < aggregations; i++) {
                builder.aggregation("a" + i)
                        .over(events)
                        .groupBy("ad", AdEvent::adId)
                        .tile(Duration.ofMinutes(1))
                        .metric("views", count());
            }
        });
        log.create(TOPIC, partitions, true);
        storage = Storage.at(root.toString(), new Configuration());
    }

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        ListsMain lists = new ListsMain(options);
        lists.generate();
        print("batch", lists.startBatch());
        print("serving", lists.startServing());
        ManifestStore manifests = lists.manifests();
        Archive archive = new Archive(lists.storage, manifests);
        // The first run of a process has read the lists of the views that it goes on from.
        manifests.newest().views().values().forEach(AggregationView::files);
        for (int i = 0; i < 5; i++) {
            print("publish", lists.publish(manifests, archive, lists.hours + i));
        }
        System.exit(0);
    }

    private static void print(String variant, double seconds) {
        Result.of("lists", "tidemark", variant).with(Metric.WALL_S, seconds).print();
    }

    private ManifestStore manifests() {
        return new ManifestStore(storage, Clock.systemUTC());
    }

    private void generate() throws IOException {
        new FileBeginnings(storage).sight(TOPIC, log);
        for (int p = 0; p < partitions; p++) {
            Files.createDirectories(root.resolve("archive/" + TOPIC + "/p" + p));
        }
        Archive archive = new Archive(storage);
        ListedArchive listed = ListedArchive.NONE;
        int most = ListSettings.DEFAULT.archiveSection();
        int step = Math.max(1, most / partitions);
        for (int hour = 0; hour < hours; hour += step) {
            NewLists into = new NewLists(storage);
            listed = archive.lists().list(listed, links(hour, Math.min(hours, hour + step)), into, most);
            into.publish();
        }
        ListedArchive whole = listed;
        manifests()
                .publish(
                        Manifest.NONE,
                        views(manifests().newest(), hours),
                        List.of(new MoreListed(TOPIC, ListedArchive.NONE, (views, into) -> whole)));
    }

    private double startBatch() throws Exception {
        BatchInterval interval = BatchInterval.HOURLY;
        BatchSettings settings = BatchSettings.at(root.toUri(), interval);
        long start = System.nanoTime();
        try (BatchNode node =
                new BatchNode(model, settings, this::reader, log, Clock.systemUTC(), new Faults(FaultListener.NONE))) {
            node.start();
            while (node.archiveProgress().size() < partitions
                    || node.control().status().archive().size() < partitions) {
                Thread.sleep(10);
            }
            double seconds = seconds(start);
            node.archiveProgress().forEach(each -> {
                if (each.archived() != (long) hours * RECORDS) {
                    throw new IllegalStateException(each.toString());
                }
            });
            return seconds;
        }
    }

    private LogReader reader(LogReader.Listener listener) {
        InMemoryLogReader reader = log.reader(listener, RECORDS);
        for (int p = 0; p < partitions; p++) {
            reader.add(log.partition(TOPIC, p));
        }
        return reader;
    }

    private double startServing() throws IOException {
        long start = System.nanoTime();
        Manifest newest = new FileBatchViews(Storage.at(root.toString(), new Configuration())).newest();
        long files = 0;
        for (AggregationView view : newest.views().values()) {
            files += view.files().size();
        }
        double seconds = seconds(start);
        if (files != (long) hours * newest.views().size()) {
            throw new IllegalStateException("files: " + files);
        }
        return seconds;
    }

    private double publish(ManifestStore manifests, Archive archive, int hour) {
        Manifest base = manifests.newest();
        List<AggregationView> next = views(base, hour + 1);
        SortedMap<PartitionId, List<Link>> more = links(hour, hour + 1);
        ListedArchive listed = base.archive(TOPIC);
        int most = ListSettings.DEFAULT.archiveSection();
        long start = System.nanoTime();
        ManifestStore.Published done =
                manifests.publish(base, next, List.of(new MoreListed(TOPIC, listed, (views, into) -> archive.lists()
                        .list(listed, more, into, most))));
        double seconds = seconds(start);
        if (!done.superseded().isEmpty()) {
            throw new IllegalStateException("superseded: " + done.superseded());
        }
        return seconds;
    }

    private List<AggregationView> views(Manifest base, int end) {
        Tidemark tidemark = tidemark(end);
        Horizon horizon = new Horizon(end * HOUR, Long.MIN_VALUE, new TreeMap<>());
        List<AggregationView> views = new ArrayList<>();
        for (AggregationDefinition<?> definition : model.aggregations()) {
            List<ViewFile> files =
                    new ArrayList<>(base.viewOrEmpty(definition.id()).files());
            for (int hour = files.size(); hour < end; hour++) {
                String path = "views/" + definition.name() + "/" + definition.fingerprint() + "/tiles=" + hour + "/"
                        + UUID.randomUUID() + "-1-1.parquet";
                FileOrigin origin = new FileOrigin("crc32c:1b2c3d4e:4711", storage.writer(), 0);
                TimeRange tiles = new TimeRange(hour * HOUR, (hour + 1) * HOUR);
                files.add(new ViewFile(path, tiles, KeyRange.ALL, RECORDS, 4711, origin));
            }
            views.add(new AggregationView(
                    definition.name(),
                    definition.fingerprint(),
                    OffsetVector.ZERO,
                    tidemark,
                    files,
                    List.of(),
                    horizon,
                    "run-" + end));
        }
        return views;
    }

    private Tidemark tidemark(int end) {
        TreeMap<PartitionId, LogPosition> positions = new TreeMap<>();
        for (int p = 0; p < partitions; p++) {
            positions.put(log.partition(TOPIC, p), position(end));
        }
        return new Tidemark(positions);
    }

    private static LogPosition position(int end) {
        return new LogPosition((long) end * RECORDS, LogClock.at(end * HOUR), 0);
    }

    private SortedMap<PartitionId, List<Link>> links(int first, int end) {
        FileFields fields = FileFields.parse("message record { required int64 event_time; }", "");
        Held held = new Held("json", "INT64 event_time", fields);
        SortedMap<PartitionId, List<Link>> links = new TreeMap<>();
        for (int p = 0; p < partitions; p++) {
            PartitionId partition = log.partition(TOPIC, p);
            List<Link> files = new ArrayList<>();
            for (int hour = first; hour < end; hour++) {
                long offset = (long) hour * RECORDS;
                files.add(new Link(
                        new ArchiveFile(
                                new ChainPaths(TOPIC, partition.partition(), 1).file(offset),
                                partition,
                                new OffsetRange(offset, offset + RECORDS),
                                hour * HOUR,
                                position(hour + 1),
                                hour * HOUR,
                                RECORDS,
                                0,
                                0,
                                new TimeRange(hour * HOUR, (hour + 1) * HOUR),
                                Closing.EPOCH,
                                "",
                                held,
                                new FileOrigin("crc32c:1b2c3d4e:4711", storage.writer(), 0)),
                        "",
                        ""));
            }
            links.put(partition, files);
        }
        return links;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
