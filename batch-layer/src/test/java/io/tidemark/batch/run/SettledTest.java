package io.tidemark.batch.run;

import static io.tidemark.batch.Batch.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.cut.Cut;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.seam.RunRequest;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is expired and what is settled, by the log clock and by the wall clock. */
class SettledTest extends OneBatchLayer {
    @Test
    void tilesOlderThanTheRetentionAreExpiredAndTheirSlicesGo() throws Exception {
        batch.hours(4, 2);
        batch.run(NEXT);
        ViewFile oldest = batch.view("kept-a-day").files().get(0);
        batch.clock.advance(Duration.ofDays(4));
        batch.hours(4, 3);
        batch.run(NEXT);
        AggregationView view = batch.view("kept-a-day");
        long clock = view.tidemark().positions().values().stream()
                .mapToLong(position -> position.logClockMillis())
                .max()
                .orElseThrow();
        long aDayBefore = clock - Duration.ofDays(1).toMillis();
        assertEquals(aDayBefore - Math.floorMod(aDayBefore, 3_600_000L), view.expiredBeforeMillis());
        assertFalse(view.files().contains(oldest));
        batch.check(MODEL, "expired");
    }

    /** How the file with the bad stamps comes to its end. */
    enum Ended {
        BY_AGE,
        BEFORE_A_GAP
    }

    @ParameterizedTest
    @EnumSource
    void stampsFromTheFutureExpireNothingHoweverTheirFileEnds(Ended ended) throws Exception {
        batch.hours(2, 1);
        long ahead = batch.clock.instant().plus(Duration.ofDays(3650)).toEpochMilli();
        for (int i = 0; i < 3; i++) {
            batch.log.append(Trip.TOPIC, 1, ahead + i, new Trip(batch.clock.instant(), "o", 1).json());
        }
        batch.archived();
        if (ended == Ended.BEFORE_A_GAP) {
            batch.log.truncate(Trip.TOPIC, 1, batch.append(1, 5));
        }
        batch.clock.advance(Duration.ofHours(2));
        batch.archived();
        batch.run(new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, true));
        assertTrue(batch.tidemark("kept-a-day").at(batch.partition(1)).logClockMillis() >= ahead);
        assertTrue(batch.view("kept-a-day").expiredBeforeMillis() < Batch.START.toEpochMilli());
        assertTrue(batch.view("kept-a-day").settledUntilMillis(Set.of(Trip.TOPIC), Cut.PROVEN) <= batch.clock.millis());
        batch.check(MODEL, "stamps from the future");
    }

    @Test
    void aSilentTopicsLastWindowsAreSettledByTheWallClock() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        assertTrue(
                batch.view("by-origin").settledUntilMillis(Set.of(Trip.TOPIC), Cut.PROVEN) < batch.clock.millis(),
                "not all is read yet");

        batch.clock.advance(Duration.ofHours(3));
        batch.archived();
        assertEquals(MODEL.aggregations().size(), batch.run(NEXT).published().size());
        assertEquals(batch.clock.millis(), batch.view("by-origin").settledUntilMillis(Set.of(Trip.TOPIC), Cut.PROVEN));
        assertEquals(batch.clock.millis(), batch.view("by-origin").horizon().plannedMillis());

        batch.clock.advance(Duration.ofHours(3));
        assertEquals(List.of(), batch.run(NEXT).published(), "no window that holds anything has ended since");
    }

    @Test
    void aWindowThatEndsInSilenceIsSettledByARunThatHasNothingToFold() throws Exception {
        batch.hours(2, 1);
        batch.clock.advance(Duration.ofHours(3));
        Instant later = batch.clock.instant().plus(Duration.ofHours(2));
        batch.log.append(Trip.TOPIC, 0, batch.clock.millis(), new Trip(later, "o", 1).json());
        batch.archived().clock.advance(Duration.ofMinutes(70));
        batch.archived();
        batch.run(NEXT);
        Tidemark before = batch.tidemark("by-origin");
        assertTrue(batch.view("by-origin").settledUntilMillis(Set.of(Trip.TOPIC), Cut.PROVEN) < later.toEpochMilli());

        batch.clock.advance(Duration.ofHours(3));
        assertTrue(batch.run(NEXT).published().contains("by-origin"));
        assertEquals(before, batch.tidemark("by-origin"));
        assertEquals(batch.clock.millis(), batch.view("by-origin").settledUntilMillis(Set.of(Trip.TOPIC), Cut.PROVEN));
        batch.check(MODEL, "silence");
    }

    @Test
    void aPartitionOfWhichNothingIsKnownSettlesNothing() throws Exception {
        batch.hours(2, 1);
        batch.clock.advance(Duration.ofHours(3));
        batch.archived();
        batch.log.addPartitions(Trip.TOPIC, 1);
        batch.append(3, 1);
        batch.run(NEXT);
        assertEquals(LogClock.NONE, batch.view("by-origin").settledUntilMillis(Set.of(Trip.TOPIC), Cut.PROVEN));
    }
}
