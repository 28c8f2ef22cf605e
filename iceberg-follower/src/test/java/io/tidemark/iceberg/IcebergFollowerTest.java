package io.tidemark.iceberg;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.follow.FollowerException;
import io.tidemark.batch.follow.ManifestFollower;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.time.BatchInterval;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables over what real runs published, read back by Iceberg's own reader. */
class IcebergFollowerTest {
    private static final Model MODEL = Trip.model();
    /** Most rules are of a table by itself. */
    private static final Model ONE = Model.of(model -> model.aggregation("by-origin")
            .over(model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at))
            .groupBy("origin", Trip::origin)
            .tile(Duration.ofHours(1))
            .metric("trips", count())
            .metric("delay", sum(Trip::delay)));

    private static final AggregationDefinition<?> BY_ORIGIN = definition(ONE, "by-origin");

    @TempDir
    Path directory;

    private Followed followed;
    private Batch batch;

    @BeforeEach
    void open() {
        UnreliableCatalog.isAway = false;
        UnreliableCatalog.loses = table -> false;
        followed = new Followed(directory);
        batch = followed.batch;
    }

    @AfterEach
    void close() {
        followed.close();
    }

    private static AggregationDefinition<?> definition(Model model, String name) {
        return model.aggregations().stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Manifest newest() {
        return batch.manifests(batch.storage()).newest();
    }

    private Manifest run() throws InterruptedException {
        return run(ONE);
    }

    private Manifest run(Model model) throws InterruptedException {
        batch.run(model, Batch.TO_THE_END);
        return newest();
    }

    private static String code(List<Fault> faults) {
        return faults.stream().map(Fault::code).collect(Collectors.joining(","));
    }

    @Test
    void eachManifestIsASnapshotThatReadsBackAsTheViewsOfThatManifest() throws Exception {
        try (ManifestFollower follower = followed.follower(MODEL)) {
            assertEquals(List.of(), follower.follow());
            Map<Long, Map<String, SortedSet<String>>> published = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                batch.hours(5, i);
                Manifest manifest = run(MODEL);
                assertEquals(List.of(), follower.follow());
                assertEquals(manifest.number(), follower.lowest());
                Map<String, SortedSet<String>> views = new HashMap<>();
                for (AggregationDefinition<?> definition : MODEL.aggregations()) {
                    views.put(definition.name(), followed.view(definition));
                }
                published.put(manifest.number(), views);
            }
            batch.check(MODEL, "followed");
            for (AggregationDefinition<?> definition : MODEL.aggregations()) {
                assertEquals(List.of(1L, 2L, 3L), followed.manifests(definition.name()));
                for (Snapshot snapshot : followed.table(definition.name()).snapshots()) {
                    Mark mark = Mark.of(snapshot).orElseThrow();
                    assertEquals(
                            published.get(mark.manifest()).get(definition.name()),
                            followed.rows(definition, Optional.of(snapshot.snapshotId()), Expressions.alwaysTrue()),
                            definition.name() + " in " + mark);
                    AggregationView view = batch.manifests(batch.storage())
                            .manifest(mark.manifest())
                            .orElseThrow()
                            .view(definition.id())
                            .orElseThrow();
                    JsonNode offsets =
                            new ObjectMapper().readTree(snapshot.summary().get("tidemark.offsets"));
                    view.positions()
                            .forEach((partition, position) -> assertEquals(
                                    position.offset(),
                                    offsets.path(partition.log().clusterId() + "/"
                                                    + partition.log().topicId() + "/" + Trip.TOPIC)
                                            .path(Integer.toString(partition.partition()))
                                            .asLong()));
                }
            }
            try (Stream<Path> files = Files.walk(followed.warehouse())) {
                assertEquals(
                        List.of(),
                        files.filter(file -> file.toString().endsWith(".parquet"))
                                .toList(),
                        "nothing is copied");
            }
        }
    }

    @Test
    void rowsThatAreFilteredByTheirTileAreAllThere() throws Exception {
        batch.hours(30, 4);
        run(MODEL);
        try (ManifestFollower follower = followed.follower(MODEL)) {
            follower.follow();
        }
        for (String time : List.of("2026-01-01T03:00:00Z", "2026-01-01T20:00:00Z", "1970-01-01T00:00:00Z")) {
            Instant from = Instant.parse(time);
            for (String name : List.of("by-origin", "by-minute")) {
                AggregationDefinition<?> definition = definition(MODEL, name);
                SortedSet<String> expected = from(from, followed.view(definition));
                assertFalse(expected.isEmpty());
                assertEquals(
                        expected,
                        from(
                                from,
                                followed.rows(
                                        definition,
                                        Optional.empty(),
                                        Expressions.greaterThanOrEqual("tile_start", time.replace("Z", "+00:00")))));
            }
        }
    }

    private static SortedSet<String> from(Instant from, SortedSet<String> rows) {
        return rows.stream()
                .filter(row -> !Instant.parse(row.replaceAll(".*?([0-9T:-]{16,}Z).*", "$1"))
                        .isBefore(from))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aFollowerThatWasAwayCommitsEachManifestThatIsStillThereAndNoneTwice() throws Exception {
        batch.hours(5, 1);
        run();
        try (ManifestFollower follower = followed.follower(ONE)) {
            follower.follow();
        }
        for (int i = 0; i < 3; i++) {
            batch.hours(2, i);
            run();
        }
        Files.delete(directory.resolve("root/manifests/00000000000000000001.json"));
        Files.delete(directory.resolve("root/manifests/00000000000000000002.json"));
        for (int i = 0; i < 2; i++) {
            try (ManifestFollower follower = followed.follower(ONE)) {
                follower.follow();
                follower.follow();
            }
        }
        // What the first one showed cannot be asked for any more.
        assertEquals(List.of(3L, 4L), followed.manifests("by-origin"));
        assertEquals(followed.view(BY_ORIGIN), followed.rows(BY_ORIGIN));
    }

    @Test
    void aTableThatIsNewBeginsWithTheNewestManifest() throws Exception {
        for (int i = 0; i < 3; i++) {
            batch.hours(3, i);
            run();
        }
        try (ManifestFollower follower = followed.follower(ONE)) {
            assertEquals(0, follower.lowest(), "what it names is not known");
            follower.follow();
        }
        assertEquals(List.of(3L), followed.manifests("by-origin"));
        assertEquals(followed.view(BY_ORIGIN), followed.rows(BY_ORIGIN));
    }

    @Test
    void aCommitWhoseAnswerWasLostIsNotMadeAgain() throws Exception {
        try (ManifestFollower follower = followed.follower(MODEL)) {
            for (int i = 0; i < 2; i++) {
                // The first makes the table.
                UnreliableCatalog.loses = table -> table.equals("by-origin");
                batch.hours(5, i);
                run(MODEL);
                List<Fault> faults = follower.follow();
                assertEquals("TM-ICE-002", code(faults));
                assertTrue(faults.get(0).place().contains("by-origin"), faults::toString);
                UnreliableCatalog.loses = table -> false;
                assertEquals(List.of(), follower.follow());
                assertEquals(
                        followed.view(definition(MODEL, "by-origin")), followed.rows(definition(MODEL, "by-origin")));
            }
            assertEquals(List.of(1L, 2L), followed.manifests("by-origin"));
            assertEquals(List.of(1L, 2L), followed.manifests("all-time"));
        }
    }

    @Test
    void ofSeveralFollowersOneCommitsEachManifest() throws Exception {
        batch.hours(5, 1);
        run();
        try (ManifestFollower one = followed.follower(ONE);
                ManifestFollower other = followed.follower(ONE)) {
            for (int i = 0; i < 4; i++) {
                CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> followToTheEnd(other));
                followToTheEnd(one);
                beside.join();
                assertEquals(followed.view(BY_ORIGIN), followed.rows(BY_ORIGIN));
                batch.hours(2, i);
                run();
            }
        }
        List<Long> shown = followed.manifests("by-origin");
        assertEquals(shown.stream().distinct().sorted().toList(), shown);
        assertEquals(List.of(1L, 2L, 3L, 4L), shown);
    }

    private static void followToTheEnd(ManifestFollower follower) {
        for (int tries = 0; tries < 100; tries++) {
            try {
                if (follower.follow().isEmpty()) {
                    return;
                }
            } catch (FollowerException passing) {
                assertTrue(passing.passesByItself());
            }
        }
        throw new AssertionError("never came to the end");
    }

    @Test
    void aCatalogThatIsAwayIsNamedAndCaughtUpWithWhenItIsBack() throws Exception {
        batch.hours(5, 1);
        run();
        try (ManifestFollower follower = followed.follower(ONE)) {
            UnreliableCatalog.isAway = true;
            FollowerException away = assertThrows(FollowerException.class, follower::follow);
            assertEquals("TM-ICE-002", away.fault().code());
            assertTrue(away.passesByItself());
            assertEquals(0, follower.lowest());
            batch.hours(5, 2);
            run();
            UnreliableCatalog.isAway = false;
            assertEquals(List.of(), follower.follow());
            assertEquals(2, follower.lowest());
            assertEquals(followed.view(BY_ORIGIN), followed.rows(BY_ORIGIN));
        }
    }

    @Test
    void aChangedDefinitionTakesTheTableOverWithItsColumnsOnceItIsAsFar() throws Exception {
        batch.hours(5, 1);
        run();
        try (ManifestFollower follower = followed.follower(ONE)) {
            follower.follow();
        }
        SortedSet<String> before = followed.rows(BY_ORIGIN);
        Model changed = Model.of(model -> model.aggregation("by-origin")
                .over(model.stream(Trip.TOPIC, Trip.class).eventTime(Trip::at))
                .groupBy("late", trip -> trip.delay() > 5)
                .tile(Duration.ofHours(1))
                .metric("delay", mean(Trip::delay))
                .metric("trips", count()));
        AggregationDefinition<?> next = definition(changed, "by-origin");
        try (ManifestFollower follower = followed.follower(changed)) {
            follower.follow();
            assertEquals(before, followed.rows(BY_ORIGIN), "not yet");
            batch.run(changed, Batch.NEXT);
            follower.follow();
            batch.run(changed, Batch.TO_THE_END);
            assertEquals(List.of(), follower.follow());
            assertEquals(followed.view(next), followed.rows(next));
            assertEquals(
                    List.of("late", "tile_start", "delay", "trips"),
                    followed.table("by-origin").schema().columns().stream()
                            .map(Types.NestedField::name)
                            .toList());
            batch.hours(5, 2);
            batch.run(changed, Batch.TO_THE_END);
            assertEquals(List.of(), follower.follow());
            assertEquals(followed.view(next), followed.rows(next));
        }
        Snapshot first = followed.table("by-origin").snapshots().iterator().next();
        assertEquals(before, followed.rows(BY_ORIGIN, Optional.of(first.snapshotId()), Expressions.alwaysTrue()));
    }

    @Test
    void whatSomebodyElseHasDoneToATableStopsThatTableAloneWithAMend() throws Exception {
        batch.hours(5, 1);
        run(MODEL);
        try (ManifestFollower follower = followed.follower(MODEL)) {
            follower.follow();
            Table written = followed.table("by-origin");
            written.newAppend()
                    .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                            .withPath("file:/elsewhere.parquet")
                            .withFileSizeInBytes(10)
                            .withRecordCount(1)
                            .build())
                    .commit();
            followed.table("by-minute")
                    .updateSchema()
                    .deleteColumn("last_origin")
                    .commit();
            followed.table("kept-a-day")
                    .updateProperties()
                    .set("gc.enabled", "true")
                    .commit();
            batch.hours(5, 2);
            Manifest manifest = run(MODEL);
            List<Fault> faults = follower.follow();
            assertEquals("TM-ICE-004,TM-ICE-004,TM-ICE-004", code(faults));
            String said = faults.toString();
            assertTrue(said.contains("snapshot " + written.currentSnapshot().snapshotId() + " (append)"), said);
            assertTrue(said.contains("column last_origin is gone"), said);
            assertTrue(said.contains("gc.enabled is not false"), said);
            assertEquals(1, follower.lowest(), "their files are kept");
            assertEquals(followed.view(definition(MODEL, "all-time")), followed.rows(definition(MODEL, "all-time")));

            written.manageSnapshots()
                    .rollbackTo(written.currentSnapshot().parentId())
                    .commit();
            followed.table("kept-a-day")
                    .updateProperties()
                    .set("gc.enabled", "false")
                    .commit();
            followed.catalog().dropTable(TableIdentifier.of("tidemark", "by-minute"), false);
            assertEquals(List.of(), follower.follow());
            assertEquals(manifest.number(), follower.lowest());
            for (AggregationDefinition<?> definition : MODEL.aggregations()) {
                assertEquals(followed.view(definition), followed.rows(definition));
            }
        }
    }

    @Test
    void aTableThatIsNotOursIsLeftAlone() throws Exception {
        batch.hours(5, 1);
        run();
        followed.catalog().createNamespace(org.apache.iceberg.catalog.Namespace.of("tidemark"));
        followed.catalog()
                .createTable(
                        TableIdentifier.of("tidemark", "by-origin"),
                        new Schema(Types.NestedField.optional(1, "a", Types.LongType.get())));
        try (ManifestFollower follower = followed.follower(ONE)) {
            List<Fault> faults = follower.follow();
            assertEquals("TM-ICE-003", code(faults));
            assertTrue(faults.get(0).fault().startsWith("was not made by Tidemark"), faults::toString);
        }
    }

    @Test
    void aRootThatWasBegunAnewIsNotTakenForTheOneThatATableShows() throws Exception {
        for (int i = 0; i < 2; i++) {
            batch.hours(5, i);
            run();
        }
        try (ManifestFollower follower = followed.follower(ONE)) {
            follower.follow();
        }
        Files.delete(directory.resolve("root/manifests/00000000000000000002.json"));
        try (ManifestFollower follower = followed.follower(ONE)) {
            assertEquals("TM-ICE-005", code(follower.follow()).substring(0, 10));
        }
    }

    @Test
    void anAggregationThatIsBegunAnewHasAnEmptyTableUntilItsNextRun() throws Exception {
        batch.hours(5, 1);
        run();
        try (ManifestFollower follower = followed.follower(ONE)) {
            follower.follow();
            batch.manifests(batch.storage()).forget(Set.of("by-origin"), Set.of());
            assertEquals(List.of(), follower.follow());
            assertEquals(Set.of(), followed.rows(BY_ORIGIN));
            run();
            assertEquals(List.of(), follower.follow());
            assertEquals(followed.view(BY_ORIGIN), followed.rows(BY_ORIGIN));
        }
    }

    @Test
    void aRunThatFoundNothingMovesTheOffsetsAndWhatIsPublishedOfOthersNothing() throws Exception {
        AggregationDefinition<?> definition = definition(MODEL, "by-origin");
        batch.hours(5, 1);
        // Files of silent partitions end by their age.
        batch.clock.advance(Duration.ofHours(2));
        batch.archived();
        run(MODEL);
        try (ManifestFollower follower = followed.follower(MODEL)) {
            follower.follow();
            SortedSet<String> rows = followed.rows(definition);
            // Of no use to anybody, and read all the same (PROTOCOL 22).
            batch.log.append(Trip.TOPIC, 0, batch.clock.millis(), "garbage".getBytes(StandardCharsets.UTF_8));
            batch.archived();
            batch.clock.advance(Duration.ofHours(2));
            batch.archived();
            run(MODEL);
            assertEquals(List.of(), follower.follow());
            assertEquals(List.of(1L, 2L), followed.manifests("by-origin"));
            assertEquals(rows, followed.rows(definition));
            batch.manifests(batch.storage()).forget(Set.of("all-time"), Set.of());
            assertEquals(List.of(), follower.follow());
            assertEquals(List.of(1L, 2L), followed.manifests("by-origin"), "nothing of it has changed");
            assertEquals(List.of(1L, 2L, 3L), followed.manifests("all-time"));
        }
    }

    @Test
    void snapshotsOfManifestsThatAreKeptNoMoreAreForgottenAndNoFileOfTheStorageIsTouched() throws Exception {
        try (ManifestFollower follower = followed.follower(ONE)) {
            for (int i = 0; i < 6; i++) {
                batch.hours(2, i);
                run();
                follower.follow();
            }
            ManifestStore manifests = batch.manifests(batch.storage());
            // What the archive's writer is at is of late.
            Clock later = Clock.systemUTC();
            new Sweep(
                            batch.storage(),
                            manifests,
                            later,
                            new KeepSettings(2, Duration.ZERO, Duration.ofDays(7)),
                            BatchInterval.HOURLY,
                            new Sweep.Others(kept -> 0, follower::lowest))
                    .sweep();
            assertEquals(List.of(5L, 6L), manifests.numbers());
            batch.hours(2, 7);
            run();
            List<String> before = viewFiles();
            follower.follow();
            assertEquals(before, viewFiles());
            assertEquals(List.of(5L, 6L, 7L), followed.manifests("by-origin"));
            for (Snapshot snapshot : followed.table("by-origin").snapshots()) {
                followed.rows(BY_ORIGIN, Optional.of(snapshot.snapshotId()), Expressions.alwaysTrue());
            }
            try (Stream<Path> files = Files.walk(followed.warehouse().resolve("tidemark/by-origin"))) {
                assertEquals(
                        3,
                        files.filter(file -> file.getFileName().toString().startsWith("snap-"))
                                .count());
            }
        }
    }

    private List<String> viewFiles() throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("root/views"))) {
            return new ArrayList<>(files.map(Path::toString).sorted().toList());
        }
    }
}
