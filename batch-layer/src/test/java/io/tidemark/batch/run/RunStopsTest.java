package io.tidemark.batch.run;

import static io.tidemark.batch.Batch.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.FailingEngine;
import io.tidemark.batch.Trip;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.seam.RunRequest;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stops a run or one aggregation of it, and what is only said. */
class RunStopsTest extends OneBatchLayer {
    @Test
    void recordsThatWereLostBeforeTheyWereArchivedStopTheTidemarkUntilTheyAreAccepted() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        batch.append(0, 5);
        batch.log.truncate(Trip.TOPIC, 0, batch.append(0, 1));
        batch.hours(2, 2);
        RunResult stopped = batch.run(NEXT);
        assertTrue(
                stopped.blocked().get(0).toString().startsWith("TM-RUN-005 archive of trips-0: records"),
                stopped::toString);
        batch.check(MODEL, "stopped");
        assertEquals(List.of(), batch.view("by-origin").gaps());

        RunResult passed = batch.run(new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, true));
        assertEquals(List.of(), passed.blocked());
        assertEquals(1, batch.view("by-origin").gaps().size());
        batch.check(MODEL, "passed");

        batch.run(Trip.changedModel(), NEXT);
        assertEquals(1, batch.view("by-origin").gaps().size());
        batch.check(Trip.changedModel(), "changed");
    }

    @Test
    void aTopicThatWasRecreatedIsNeverMixedWithWhatIsPublished() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        AggregationView ours = batch.view("by-origin");
        Map<PartitionId, LogPosition> positions = new HashMap<>();
        LogId another = new LogId(Trip.TOPIC, "cluster", "another");
        ours.tidemark()
                .positions()
                .forEach((p, position) -> positions.put(new PartitionId(another, p.partition()), position));
        Tidemark ofAnother = Tidemark.of(positions);
        var manifests = batch.manifests(batch.storage());
        manifests.publish(
                manifests.newest(),
                new AggregationView(
                        ours.aggregation(),
                        ours.fingerprint(),
                        ours.since(),
                        ofAnother,
                        ours.files(),
                        List.of(),
                        ours.horizon(),
                        "x"));
        RunResult refused = batch.run(NEXT);
        assertTrue(refused.failures().get(0).toString().contains("TM-RUN-004 topic \"trips\""), refused::toString);
    }

    @Test
    void eventsOnWhichTheUsersCodeThrowsAreLeftOutAndCounted() throws Exception {
        batch.hours(4, 2);
        RunResult result = batch.run(NEXT);
        assertTrue(
                result.notes().stream().anyMatch(note -> note.startsWith("aggregation \"by-minute\": left out: ")),
                result::toString);
    }

    @Test
    void whatIsNotInTheModelOrEmptyIsRefused() {
        RunRefusedException unknown = assertThrows(
                RunRefusedException.class, () -> batch.run(new RunRequest.Recompute(Set.of("nobody"), TimeRange.ALL)));
        assertTrue(
                unknown.getMessage().startsWith("TM-RUN-001 aggregation \"nobody\": is not in the model; use one of"));
        RunRefusedException empty = assertThrows(
                RunRefusedException.class, () -> batch.run(new RunRequest.Recompute(Set.of(), new TimeRange(5, 5))));
        assertTrue(empty.getMessage().startsWith("TM-RUN-002"));
    }

    static List<Throwable> whatMayBeThrown() {
        return List.of(
                new ArithmeticException("integer overflow"),
                new AssertionError("not so"),
                new NoClassDefFoundError("org/lost/Codec"),
                new StackOverflowError(),
                new OutOfMemoryError("Java heap space"),
                StorageException.damaged("archive/trips/p0/7.parquet", "is damaged", null));
    }

    @ParameterizedTest
    @MethodSource("whatMayBeThrown")
    void whicheverAggregationFailsFailsAlone(Throwable thrown) throws Exception {
        batch.hours(2, 1);
        RunResult result = batch.runOn(
                        batch.storage(), MODEL, engine -> new FailingEngine(engine, "all-time", () -> thrown))
                .execute("run", 1, NEXT, Progress.UNHEARD);
        assertEquals(List.of("by-origin", "by-minute", "kept-a-day"), result.published());
        assertEquals(1, result.failures().size());
        assertEquals(List.of("all-time"), result.failures().get(0).aggregations());
        assertTrue(result.failures().get(0).toString().contains("aggregation \"all-time\""), result::toString);
        batch.run(NEXT);
        batch.check(MODEL, "mended");
    }

    @Test
    void whatOthersHavePutBesideTheArchiveIsPassedOver() throws Exception {
        batch.hours(1, 1);
        Path topic = directory.resolve("root/archive/trips");
        for (String stray : List.of("lost+found", "p", "p01", "p-1", "p99999999999", ".snapshot")) {
            Files.createDirectories(topic.resolve(stray));
        }
        Files.createDirectories(topic.resolve("p0"));
        Files.writeString(topic.resolve("p0/README"), "not ours");
        Files.createDirectories(directory.resolve("root/quarantine/trips/p0"));
        Files.writeString(directory.resolve("root/quarantine/trips/p0/README"), "not ours");
        batch.hours(1, 2);
        assertEquals(List.of(), batch.run(NEXT).failures());
        batch.check(MODEL, "strays");
    }

    @Test
    void eventTimesInSecondsAreWarnedOf() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        assertEquals(List.of(), batch.runOn(batch.storage(), MODEL).warnings());

        Batch seconds = new Batch(directory.resolve("seconds"));
        for (int i = 0; i < 200; i++) {
            Instant meant = seconds.clock.instant();
            Instant taken = Instant.ofEpochMilli(meant.getEpochSecond());
            seconds.log.append(Trip.TOPIC, 0, seconds.clock.millis(), new Trip(taken, "o", i).json());
            seconds.clock.advance(Duration.ofMinutes(1));
        }
        seconds.archived();
        seconds.run(NEXT);
        List<Fault> warnings = seconds.runOn(seconds.storage(), MODEL).warnings();
        assertTrue(
                warnings.stream()
                        .anyMatch(fault -> fault.code().equals("TM-RUN-012")
                                && fault.place().equals("aggregation \"by-origin\"")
                                && fault.fault().contains("seconds")),
                warnings::toString);
    }
}
