package io.tidemark.spark;

import static io.tidemark.batch.Batch.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.DistinctTrips;
import io.tidemark.batch.Trip;
import io.tidemark.batch.TripsWorst;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.run.RunFailure;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.Operated;
import io.tidemark.spark.model.Gate;
import io.tidemark.spark.model.TripModel;
import io.tidemark.usercode.CodeWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real standalone master with two workers. */
@Timeout(300)
class SparkEngineIT {
    private static final Model MODEL = Model.of(new TripModel());
    private static final Path JAR = Path.of("target", "tidemark-spark.jar").toAbsolutePath();
    private static final String LEAN = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    private static final Duration SOON = Duration.ofSeconds(180);

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static SparkCluster cluster;
    private static Path modelJar;

    @BeforeAll
    static void start() throws Exception {
        modelJar = ModelJar.of(
                shared.resolve("model.jar"),
                Trip.class,
                DistinctTrips.class,
                TripsWorst.class,
                Operated.class,
                TripModel.class,
                Gate.class);
        cluster = new SparkCluster(SparkHome.make(), shared.resolve("cluster"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private Engine engine(Batch batch, Path model, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "home",
                cluster.home().directory().toString(),
                "spark.master",
                cluster.address(),
                "jar",
                JAR.toString(),
                "spark.driver.host",
                "127.0.0.1",
                "spark.driver.memory",
                "512m",
                "spark.executor.memory",
                "500m",
                "spark.ui.enabled",
                "false",
                "spark.driver.extraJavaOptions",
                LEAN,
                "spark.executor.extraJavaOptions",
                LEAN));
        options.putAll(more);
        return new SparkEngineProvider()
                .open(
                        new EngineChoice("spark", List.of(model), options),
                        new EngineContext(
                                MODEL,
                                batch.storage(),
                                new Archive(batch.storage()),
                                batch.engine(),
                                new CodeWatch(Clock.systemUTC())));
    }

    private Batch onSpark(Batch batch, Map<String, String> more) {
        return batch.withEngine(local -> engine(batch, modelJar, more));
    }

    /** Spark then starts a second attempt at a task that others of its kind have overtaken. */
    private static Map<String, String> hasty(Path meeting) {
        return Map.of(
                "spark.executorEnv." + TripsWorst.MEETING,
                meeting.toString(),
                "spark.speculation",
                "true",
                "spark.speculation.quantile",
                "0.1",
                "spark.speculation.multiplier",
                "1.1",
                "spark.locality.wait",
                "0");
    }

    private static Batch worst(Batch batch) {
        byte[] value = new Trip(batch.clock.instant(), "o9", TripsWorst.FROM).json();
        batch.log.append(Trip.TOPIC, 0, batch.clock.millis(), value);
        batch.log.append(Trip.TOPIC, 0, batch.clock.millis(), value);
        return batch;
    }

    /** In the first of two applications a task has two attempts at once, both of which write. */
    @Test
    void whatSparkBuildsIsThePlainFoldAndToTheBitWhatTheLocalEngineBuilds() throws Exception {
        Path meeting = Files.createDirectory(directory.resolve("meeting"));
        Batch spark = worst(new Batch(directory.resolve("spark")).withFileRows(100));
        Batch local = worst(new Batch(directory.resolve("local")).withFileRows(100));
        for (int step = 0; step < 2; step++) {
            onSpark(spark, step == 0 ? hasty(meeting) : Map.of()).hours(3, step);
            local.hours(3, step);
            AtomicLong read = new AtomicLong();
            RunResult result = spark.runOn(spark.storage(), MODEL).execute("run" + step, 1, NEXT, new Counting(read));
            assertEquals(5, result.published().size(), result::toString);
            local.run(MODEL, NEXT);
            spark.check(MODEL, "step " + step);
            assertEquals(rows(local), rows(spark));
            // The second application goes on with what the first has written.
            assertEquals(local.remembered("distinct"), spark.remembered("distinct"));
            assertTrue(read.get() > 0, "progress is heard");
            assertEquals(2, TripsWorst.met(meeting), "attempts at one task that were there at once");
        }
    }

    /** All that the newest views hold, as it is stored. */
    private static List<String> rows(Batch batch) throws IOException {
        List<String> rows = new ArrayList<>();
        for (AggregationDefinition<?> definition : MODEL.aggregations()) {
            for (ViewFile file : batch.manifests(batch.storage())
                    .newest()
                    .viewOrEmpty(definition.id())
                    .files()) {
                new FileBatchViews(batch.storage())
                        .read(
                                file,
                                definition,
                                (group, tile, accumulators) -> rows.add(
                                        definition.name() + " " + hex(group) + " " + tile + " " + hex(accumulators)));
            }
        }
        return rows;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aWorkerThatIsKilledInTheMiddleCostsNothingButItsTasks() throws Exception {
        Path gate = Files.createDirectory(directory.resolve("gate"));
        Batch batch = onSpark(new Batch(directory.resolve("spark")), Map.of("spark.executorEnv.GATE", gate.toString()))
                .hours(3, 7);
        CompletableFuture<RunResult> running = running(batch);
        await(() -> at(gate).count() == 2, running);
        Path one = at(gate).findFirst().orElseThrow();
        assertRunsOurParquet(one);
        cluster.killWorkerOf(pid(one));
        Files.createFile(gate.resolve("open"));
        assertEquals(5, running.get(180, TimeUnit.SECONDS).published().size());
        batch.check(MODEL, "a worker was killed");
        cluster.addWorker();
    }

    /** What runs in an executor is ours, beside what Spark has of the same in another version. */
    private static void assertRunsOurParquet(Path told) throws IOException {
        List<String> places = Files.readAllLines(told);
        assertTrue(places.get(0).contains("/tidemark-spark.jar!"), places::toString);
        assertTrue(places.get(1).contains("/parquet-hadoop-1.17.0.jar!"), places::toString);
    }

    private static CompletableFuture<RunResult> running(Batch batch) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return batch.run(MODEL, NEXT);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Stream<Path> at(Path gate) {
        try (Stream<Path> files = Files.list(gate)) {
            return files.filter(file -> file.getFileName().toString().startsWith("at-")).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long pid(Path at) {
        return Long.parseLong(at.getFileName().toString().substring("at-".length()));
    }

    private void await(BooleanSupplier hasCome, CompletableFuture<?> running) throws Exception {
        Instant deadline = Instant.now().plus(SOON);
        while (!hasCome.getAsBoolean()) {
            if (running.isDone() || Instant.now().isAfter(deadline)) {
                throw new AssertionError("it did not come to it: " + running + "\n" + words());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void aRunThatIsInterruptedTakesItsApplicationWithIt() throws Exception {
        Path gate = Files.createDirectory(directory.resolve("gate"));
        Batch batch = onSpark(new Batch(directory.resolve("spark")), Map.of("spark.executorEnv.GATE", gate.toString()))
                .hours(2, 7);
        FutureTask<RunResult> running = new FutureTask<>(() -> batch.run(MODEL, NEXT));
        Thread thread = new Thread(running);
        thread.start();
        await(() -> at(gate).findAny().isPresent(), new CompletableFuture<>());
        thread.interrupt();
        ExecutionException stopped = assertThrows(ExecutionException.class, () -> running.get(120, TimeUnit.SECONDS));
        assertTrue(stopped.getCause() instanceof InterruptedException, stopped::toString);
        await(() -> !cluster.isWorking(), new CompletableFuture<>());
        assertTrue(batch.manifests(batch.storage()).newest().views().isEmpty());
    }

    @Test
    void aClusterWithoutTheModelsJarFailsOnceWithTheReason() throws Exception {
        Path gone = ModelJar.of(directory.resolve("gone.jar"), Trip.class);
        RunFailure failure = failure(gone, Map.of());
        assertEquals("TM-DEF-001", failure.fault().code(), failure::toString);
    }

    @Test
    void executorsWithTooLittleMemoryFailOnceWithSparksReason() throws Exception {
        RunFailure failure = failure(modelJar, Map.of("spark.executor.memory", "100m"));
        assertEquals("TM-ENG-012", failure.fault().code(), failure::toString);
        assertTrue(failure.fault().fault().contains("Executor memory"), failure::toString);
    }

    @Test
    void moreMemoryThanAnyWorkerHasFailsOnceWithSparksReason() throws Exception {
        RunFailure failure = failure(modelJar, Map.of("spark.executor.memory", "4g", "wait", "4s"));
        assertTrue(failure.fault().fault().contains("spark.executor.memory"), failure::toString);
    }

    @Test
    void workersWithAnotherJavaFailOnceWithSparksReason() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("java").resolve("bin"));
        Path java = Files.writeString(
                bin.resolve("java"),
                "#!/bin/sh\necho 'java.lang.UnsupportedClassVersionError: class file version 61.0' >&2\nexit 1\n");
        assertTrue(java.toFile().setExecutable(true));
        RunFailure failure = failure(
                modelJar, Map.of("spark.executorEnv.JAVA_HOME", bin.getParent().toString(), "wait", "4s"));
        assertEquals("TM-ENG-012", failure.fault().code(), failure::toString);
        assertTrue(failure.fault().fault().contains("is now EXITED (Command exited with code 1)"), failure::toString);
    }

    @Test
    void anExecutorThatHasNoMemoryLeftFailsOnceWithSparksReason() throws Exception {
        RunFailure failure = failure(
                modelJar, Map.of("spark.executorEnv." + TripsWorst.HUNGER, "yes", "spark.task.maxFailures", "1"));
        assertEquals("TM-ENG-012", failure.fault().code(), failure::toString);
        assertTrue(
                failure.fault().fault().matches("(?s).*(OutOfMemoryError|ExecutorLostFailure).*"), failure::toString);
    }

    /** The one failure of a run, of which nobody thinks that it passes by itself. */
    private RunFailure failure(Path model, Map<String, String> more) throws Exception {
        Batch batch = worst(new Batch(directory.resolve("spark")));
        batch.withEngine(local -> engine(batch, model, more)).hours(2, 1);
        RunResult result = batch.run(MODEL, NEXT);
        assertEquals(List.of(), result.published());
        for (RunFailure failure : result.failures()) {
            assertEquals(false, failure.passesByItself(), failure::toString);
            assertEquals(result.failures().get(0).fault(), failure.fault());
        }
        try (Stream<Path> submissions =
                Files.list(batch.engine().spillDirectory().resolve("spark"))) {
            assertEquals(1, submissions.count());
        }
        return result.failures().get(0);
    }

    private String words() throws IOException {
        StringBuilder words = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                words.append(Files.readString(file));
            }
        }
        return words.toString();
    }

    private record Counting(AtomicLong records) implements Progress {
        @Override
        public void planned(long more) {}

        @Override
        public void read(long more) {
            records.addAndGet(more);
        }
    }
}
