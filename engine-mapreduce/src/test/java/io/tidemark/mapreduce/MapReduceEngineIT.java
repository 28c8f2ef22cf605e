package io.tidemark.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.TripsWorst;
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
import java.util.stream.Stream;
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
    /** Few enough for several intervals. */
    private static final long FILE_ROWS = 60;

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

    private static Stream<String> files(Batch batch) {
        return MODEL.aggregations().stream()
                .flatMap(definition -> batch.view(definition.name()).files().stream())
                .map(ViewFile::path);
    }

    private static void trip(Batch batch, int partition, String origin, long delay) {
        byte[] value = new Trip(batch.clock.instant(), origin, delay).json();
        batch.log.append(Trip.TOPIC, partition, batch.clock.millis(), value);
    }

    /** Hadoop then starts a second attempt at a task that others of its kind have overtaken. */
    private static Map<String, String> hasty(Path twins) {
        return Map.of(
                "mapreduce.reduce.env",
                TripsWorst.MEETING + "=" + twins,
                "mapreduce.map.speculative",
                "false",
                "yarn.app.mapreduce.am.job.task.estimator.class",
                "org.apache.hadoop.mapreduce.v2.app.speculate.SimpleExponentialTaskRuntimeEstimator",
                "mapreduce.job.speculative.retry-after-no-speculate",
                "200",
                "mapreduce.job.speculative.slowtaskthreshold",
                "0.1");
    }

    @Test
    void jobsWhoseTasksAreKilledFailOrRunTwiceAtOnceComeToWhatTheLocalEngineComesToAndLeaveNothing() throws Exception {
        String killed = directory.resolve("killed").toString();
        String failed = directory.resolve("failed").toString();
        Path twins = Files.createDirectory(directory.resolve("twins"));
        Batch jobs = new Batch(directory.resolve("jobs"), cluster.root("jobs"), log -> {});
        Batch local = new Batch(directory.resolve("local"));
        for (Batch batch : List.of(jobs, local)) {
            trip(batch, 0, TripModel.KILLS + killed, 7);
            trip(batch, 1, TripModel.FAILS_TWICE + failed, 7);
            trip(batch, 1, "twins", TripsWorst.FROM);
            trip(batch, 1, "twins", TripsWorst.FROM);
        }
        jobs.withEngine(unused -> engine(jobs, hasty(twins)));
        List.of(jobs, local).forEach(batch -> run(batch, 1));
        assertTrue(Files.exists(Path.of(killed)), "a task was killed");
        assertTrue(Files.exists(Path.of(failed + "2")), "a task failed twice");
        assertEquals(2, TripsWorst.met(twins), "attempts at one task that were there at once");
        assertEquals(rows(local), rows(jobs));
        assertTrue(files(jobs).anyMatch(path -> path.contains("-r00001-")), "there is one interval");

        jobs.withEngine(unused -> engine(jobs, Map.of()));
        List.of(jobs, local).forEach(batch -> run(batch, 2));
        assertEquals(rows(local), rows(jobs));
        // The second job went on with what the first has written.
        assertTrue(local.remembered("distinct").size() > 3, "something is remembered");
        assertEquals(local.remembered("distinct"), jobs.remembered("distinct"));
        assertEquals(List.of(), jobs.storage().directories("control/jobs"));
    }

    private static void run(Batch batch, int number) {
        batch.hours(3 - number, number);
        // One task merges what the second brings.
        batch.withFileRows(number == 1 ? FILE_ROWS : 10 * FILE_ROWS);
        try {
            RunResult result = batch.run(MODEL, Batch.NEXT);
            assertEquals(List.of(), result.failures());
            assertEquals(4, result.published().size());
            batch.check(MODEL, "run " + number);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aJobWithoutRoomOrMemoryFailsOnceWithItsReasonAndLink() throws Exception {
        Batch batch = new Batch(directory.resolve("room"), cluster.root("room"), log -> {}).hours(2, 1);
        assertFailsOnce(batch, "capability", Map.of("mapreduce.map.memory.mb", "64000"));
        assertFailsOnce(
                batch,
                "Java heap space",
                Map.of("mapreduce.task.io.sort.mb", "1000", "mapreduce.map.maxattempts", "1"));
    }

    private static void assertFailsOnce(Batch batch, String reason, Map<String, String> options) throws Exception {
        batch.withEngine(unused -> engine(batch, options));
        RunResult result = batch.run(MODEL, Batch.NEXT);
        assertEquals(List.of(), result.published());
        assertEquals(4, result.failures().size());
        result.failures().forEach(failure -> {
            String text = failure.toString();
            assertTrue(text.contains("TM-ENG-003") && text.contains("job_") && text.contains("http://"), text);
            assertTrue(text.contains(reason), text);
            assertTrue(!failure.passesByItself(), text);
            assertEquals(result.failures().get(0).fault(), failure.fault(), "it was one job");
        });
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
