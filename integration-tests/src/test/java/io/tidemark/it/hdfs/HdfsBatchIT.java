package io.tidemark.it.hdfs;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.BatchNode;
import io.tidemark.batch.BatchSettings;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.schedule.FileBatchControl;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.codec.ByteReader;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.log.LogReader;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HdfsBatchIT {
    private static final String TOPIC = "parcels";

    record Parcel(Instant at, String town, long grams) {}

    private static final Model MODEL = Model.of(model -> model.aggregation("by-town")
            .over(model.stream(TOPIC, Parcel.class).eventTime(Parcel::at))
            .groupBy("town", Parcel::town)
            .tile(Duration.ofHours(1))
            .metric("parcels", count())
            .metric("grams", sum(Parcel::grams)));

    @TempDir
    static Path directory;

    private static MiniDFSCluster hdfs;
    private static URI root;

    private final InMemoryEventLog log = new InMemoryEventLog();
    private long parcels;
    private long grams;

    @BeforeAll
    static void startHdfs() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
        hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        hdfs.waitActive();
        root = hdfs.getFileSystem().getUri().resolve("/tidemark");
    }

    @AfterAll
    static void stopHdfs() {
        hdfs.shutdown(true);
    }

    private static Storage storage() {
        return Storage.at(root, new Configuration());
    }

    private BatchNode node() {
        BatchInterval interval = BatchInterval.of(Duration.ofSeconds(1));
        BatchSettings settings = BatchSettings.at(root, interval)
                .withArchive(ArchiveSettings.DEFAULT.withInterval(interval).withIdleGrace(Duration.ofMillis(100)));
        return new BatchNode(MODEL, settings, this::reader, log, Clock.systemUTC(), new Faults(FaultListener.NONE));
    }

    private LogReader reader(LogReader.Listener listener) {
        InMemoryLogReader reader = log.reader(listener, 1000);
        reader.add(log.partition(TOPIC, 0));
        reader.add(log.partition(TOPIC, 1));
        return reader;
    }

    @Test
    @Timeout(120)
    void whatIsArchivedFoldedAndPublishedOnHdfsIsExactAlsoAfterARestart() throws Exception {
        log.create(TOPIC, 2, true);
        BatchViews views = new FileBatchViews(storage());
        BatchControl control = new FileBatchControl(storage(), Clock.systemUTC());
        for (int process = 0; process < 2; process++) {
            try (BatchNode node = node()) {
                node.start();
                append(200);
                awaitTidemark(views);
                check(views);
                String id = control.request(new RunRequest.Recompute(Set.of(), TimeRange.ALL));
                assertEquals(State.PUBLISHED, awaitEnd(control, id).state());
                check(views);
                awaitArchivedPartitions(control);
            }
        }
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            Instant now = Instant.now();
            String value = "{\"at\":\"" + now + "\",\"town\":\"town" + i % 7 + "\",\"grams\":" + i + "}";
            log.append(TOPIC, i % 2, now.toEpochMilli(), value.getBytes(StandardCharsets.UTF_8));
            parcels++;
            grams += i;
        }
    }

    private void awaitTidemark(BatchViews views) throws Exception {
        while (true) {
            var tidemark = views.newest().viewOrEmpty(id()).tidemark();
            if (tidemark.offset(log.partition(TOPIC, 0)) + tidemark.offset(log.partition(TOPIC, 1)) == parcels) {
                return;
            }
            Thread.sleep(50);
        }
    }

    private static void awaitArchivedPartitions(BatchControl control) throws Exception {
        while (control.status().archive().size() < 2) {
            Thread.sleep(50);
        }
    }

    private static RunReport awaitEnd(BatchControl control, String id) throws Exception {
        while (true) {
            RunReport report = control.run(id).orElseThrow();
            if (report.ended().isPresent()) {
                return report;
            }
            Thread.sleep(50);
        }
    }

    private void check(BatchViews views) throws Exception {
        Manifest newest = views.newest();
        AggregationView view = newest.versions("by-town").get(0);
        AggregationDefinition<?> definition = MODEL.aggregations().get(0);
        TileTable rows = new TileTable(definition);
        for (ViewFile file : view.files()) {
            views.read(
                    file,
                    definition,
                    (group, tile, accumulators) ->
                            rows.mergeEncoded(GroupKey.of(group), tile, new ByteReader(accumulators)));
        }
        long foundParcels = 0;
        long foundGrams = 0;
        for (int row = 0; row < rows.rows(); row++) {
            foundParcels += (Long) rows.result(row, 0);
            foundGrams += (Long) rows.result(row, 1);
        }
        assertEquals(parcels, foundParcels);
        assertEquals(grams, foundGrams);
        assertEquals(7, rows.groups());
    }

    private static ViewId id() {
        return MODEL.aggregations().get(0).id();
    }
}
