package io.tidemark.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.usercode.CodeWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a real YARN over a real HDFS. Each takes some ten seconds, most of which is waiting. */
@Timeout(600)
class MapReduceEngineIT {
    private static final Model MODEL = Model.of(new TripModel());

    @TempDir
    static Path directory;

    private static HadoopCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = HadoopCluster.start(Files.createDirectory(directory.resolve("cluster")));
    }

    @AfterAll
    static void stopCluster() throws IOException {
        // What the archive's writers have open.
        FileSystem.closeAll();
        cluster.close();
    }

    private static Engine engine(Batch batch, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("conf", cluster.conf().toString());
        return new MapReduceEngineProvider()
                .open(
                        new EngineChoice("mapreduce", List.of(), all),
                        new EngineContext(
                                MODEL,
                                batch.storage(),
                                new Archive(batch.storage()),
                                batch.engine(),
                                new CodeWatch(Clock.systemUTC())));
    }

    /** All rows of all views, to the last bit, in the order of the files. */
    private static List<String> rows(Batch batch) throws IOException {
        List<String> rows = new ArrayList<>();
        for (AggregationDefinition<?> definition : MODEL.aggregations()) {
            for (ViewFile file : batch.view(definition.name()).files()) {
                new FileBatchViews(batch.storage())
                        .read(
                                file,
                                definition,
                                (group, tile, states) -> rows.add(definition.name() + " " + KeyRange.text(group) + " "
                                        + tile + " " + HexFormat.of().formatHex(states)));
            }
        }
        return rows;
    }

    private static void trip(Batch batch, int partition, String origin) {
        byte[] value = new Trip(batch.clock.instant(), origin, 7).json();
        batch.log.append(Trip.TOPIC, partition, batch.clock.millis(), value);
    }

    @Test
    void aJobWhoseTasksAreKilledAndFailComesToWhatTheLocalEngineComesToAndLeavesNothing() throws Exception {
        String killed = directory.resolve("killed").toString();
        String failed = directory.resolve("failed").toString();
        Batch jobs = new Batch(directory.resolve("jobs"), cluster.root("jobs"), log -> {}).withFileRows(16);
        Batch local = new Batch(directory.resolve("local")).withFileRows(16);
        jobs.withEngine(unused -> engine(jobs, Map.of()));
        for (Batch batch : List.of(jobs, local)) {
            trip(batch, 0, TripModel.KILLS + killed);
            trip(batch, 1, TripModel.FAILS_TWICE + failed);
            for (int run = 1; run <= 2; run++) {
                batch.hours(2, run);
                RunResult result = batch.run(MODEL, Batch.NEXT);
                assertEquals(List.of(), result.failures());
                assertEquals(3, result.published().size());
                batch.check(MODEL, "of both engines, run " + run);
            }
        }
        assertEquals(rows(local), rows(jobs));
        assertTrue(Files.exists(Path.of(killed)), "a task was killed");
        assertTrue(Files.exists(Path.of(failed + "2")), "a task failed twice");
        List<ViewFile> files = jobs.view("by-origin").files();
        assertTrue(
                files.stream().map(ViewFile::path).anyMatch(path -> path.contains("-r00001-")),
                () -> "one interval: " + files);
        assertEquals(List.of(), jobs.storage().directories("control/jobs"));
    }

    @Test
    void aJobThatTheClusterHasNoRoomForFailsOnceWithItsReasonAndLink() throws Exception {
        Batch batch = new Batch(directory.resolve("room"), cluster.root("room"), log -> {});
        batch.withEngine(unused -> engine(batch, Map.of("mapreduce.map.memory.mb", "64000")));
        batch.hours(2, 1);
        RunResult result = batch.run(MODEL, Batch.NEXT);
        assertEquals(List.of(), result.published());
        assertEquals(3, result.failures().size());
        result.failures().forEach(failure -> {
            String text = failure.toString();
            assertTrue(text.contains("TM-ENG-003") && text.contains("job_") && text.contains("http://"), text);
            assertTrue(text.contains("capability"), text);
            assertTrue(!failure.passesByItself(), text);
        });
        assertEquals(result.failures().get(0).fault(), result.failures().get(1).fault(), "it was one job");
    }

    @Test
    void withoutAHadoopConfigurationTheEngineIsRefusedWithWhatToSet() {
        EngineException refused = assertThrows(
                EngineException.class,
                () -> ClusterSettings.of(
                        new EngineChoice("mapreduce", List.of(), Map.of("conf", directory.toString()))));
        assertTrue(refused.getMessage().startsWith("TM-ENG-002 batch.engine=mapreduce"), refused::getMessage);
        assertTrue(refused.getMessage().contains("HADOOP_CONF_DIR"), refused::getMessage);
        assertThrows(
                EngineException.class, () -> ClusterSettings.of(new EngineChoice("mapreduce", List.of(), Map.of())));
    }
}
