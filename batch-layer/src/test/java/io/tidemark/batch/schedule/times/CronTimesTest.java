package io.tidemark.batch.schedule.times;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    private static List<String> between(RunTimes times, String first, String end) {
        List<String> found = new ArrayList<>();
        Optional<Instant> next = times.nextAfter(Instant.parse(first).minusMillis(1));
        while (next.isPresent() && next.get().isBefore(Instant.parse(end))) {
            found.add(next.get().toString());
            next = times.nextAfter(next.get());
        }
        return found;
    }

    @Test
    void fieldsAreTheWallClocksOfTheZone() {
        RunTimes nightly = RunTimes.cron("30 2 * * *", AMSTERDAM);
        assertEquals(
                List.of("2026-07-01T00:30:00Z", "2026-07-02T00:30:00Z"),
                between(nightly, "2026-07-01T00:00:00Z", "2026-07-03T00:00:00Z"));
        assertEquals(List.of("2026-12-01T01:30:00Z"), between(nightly, "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"));
    }

    @Test
    void aTimeThatTheClockLeavesOutIsAtTheMomentAtWhichItIsSetForward() {
        // On 2026-03-29 at 01:00 UTC it is set from 02:00 to 03:00.
        assertEquals(
                List.of("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
                between(RunTimes.cron("30 2 * * *", AMSTERDAM), "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"));
        assertEquals(
                List.of("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"),
                between(RunTimes.cron("*/30 * * * *", AMSTERDAM), "2026-03-29T00:30:00Z", "2026-03-29T02:00:00Z"));
    }

    @Test
    void aTimeThatComesTwiceCountsWhenItComesFirst() {
        // On 2026-10-25 at 01:00 UTC it is set from 03:00 to 02:00.
        RunTimes nightly = RunTimes.cron("30 2 * * *", AMSTERDAM);
        assertEquals(
                List.of("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
                between(nightly, "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"));
        Instant secondPass = Instant.parse("2026-10-25T01:40:00Z");
        assertEquals(
                "2026-10-25T00:30:00Z",
                nightly.lastUntil(secondPass).orElseThrow().toString());
        assertEquals(
                List.of("2026-10-25T00:45:00Z", "2026-10-25T02:00:00Z"),
                between(RunTimes.cron("*/15 * * * *", AMSTERDAM), "2026-10-25T00:40:00Z", "2026-10-25T02:10:00Z"));
    }

    @Test
    void aDayOfTheMonthAndOneOfTheWeekAreEitherAsInUnix() {
        assertEquals(
                List.of(
                        "2026-11-06T00:00:00Z",
                        "2026-11-13T00:00:00Z",
                        "2026-11-20T00:00:00Z",
                        "2026-11-27T00:00:00Z",
                        "2026-12-04T00:00:00Z",
                        "2026-12-11T00:00:00Z",
                        "2026-12-13T00:00:00Z"),
                between(RunTimes.cron("0 0 13 * 5"), "2026-11-01T00:00:00Z", "2026-12-14T00:00:00Z"));
    }

    /** The last and the next of each moment fit what was found by going through them, over both changes of the clock. */
    @ParameterizedTest
    @ValueSource(
            strings = {"30 2 * * *", "*/7 * * * *", "0 */5 * * 1-5", "59 23 28-31 * *", "0 3 29 3 *", "15,45 2-3 * * 0"
            })
    void lastAndNextAgreeAtEveryMoment(String expression) {
        for (String zone : List.of("Europe/Amsterdam", "Australia/Lord_Howe", "America/St_Johns", "UTC")) {
            CronTimes times = RunTimes.cron(expression, ZoneId.of(zone));
            for (String start : List.of(
                    "2026-03-27T11:11:11Z", "2026-04-03T00:00:00Z", "2026-10-02T00:00:00Z", "2026-10-23T00:00:00Z")) {
                for (int i = 0; i < 500; i++) {
                    Instant now =
                            Instant.parse(start).plus(Duration.ofMinutes(11).multipliedBy(i));
                    String where = expression + " in " + zone + " at " + now;
                    Instant next = times.nextAfter(now).orElseThrow();
                    Instant last = times.lastUntil(now).orElseThrow();
                    assertTrue(next.isAfter(now), where);
                    assertTrue(!last.isAfter(now), where);
                    assertEquals(next, times.nextAfter(last).orElseThrow(), where);
                    assertEquals(next, times.lastUntil(next).orElseThrow(), where);
                    assertEquals(last, times.lastUntil(next.minusMillis(1)).orElseThrow(), where);
                }
            }
        }
    }

    @Test
    void onTheLastOfFebruaryOfALeapYear() {
        RunTimes leap = RunTimes.cron("0 0 29 2 *");
        assertEquals(
                "2028-02-29T00:00:00Z",
                leap.nextAfter(Instant.parse("2026-01-01T00:00:00Z"))
                        .orElseThrow()
                        .toString());
    }

    /** Names, both Sundays, ranges, steps and blanks of any number. */
    @ParameterizedTest
    @CsvSource({
        "0 0 * * SUN, 2026-11-29",
        "0 0 * * 0, 2026-11-29",
        "0 0 * * 7, 2026-11-29",
        "0 0 * * mon-fri, 2026-11-30",
        "0 0 * * MON, 2026-11-30",
        "0 0 1 JAN *, 2027-01-01",
        "0 0 1-3/2 1 *, 2027-01-01",
        "'  0   0\t31   12  * ', 2026-12-31",
        "'0,0 0 1,1 * *', 2026-12-01"
    })
    void whatUnixKnowsIsKnown(String expression, String next) {
        assertEquals(
                next + "T00:00:00Z",
                RunTimes.cron(expression)
                        .nextAfter(Instant.parse("2026-11-28T00:00:00Z"))
                        .orElseThrow()
                        .toString());
    }

    @Test
    void whatNeverComesIsRefused() {
        for (String never : List.of("0 0 30 2 *", "0 0 31 4,6,9,11 *")) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> RunTimes.cron(never));
            assertEquals(
                    "TM-RUN-006 cron: \"" + never + "\" never comes; use days that its months have",
                    refused.getMessage());
        }
    }

    @Test
    void whatIsNoCronExpressionIsRefused() {
        Stream.of(
                        "",
                        "@daily",
                        "0 2",
                        "1 2 3 4 5 6",
                        "60 * * * *",
                        "* 24 * * *",
                        "0 0 0 * *",
                        "0 0 * 13 *",
                        "0 0 L * *",
                        "0 0 * * 1#2",
                        "0 0 ? * *",
                        "*/0 * * * *",
                        "-1 * * * *",
                        "0 0 5-1 * *",
                        "0 0 * * 8",
                        "0 0 * FOO *",
                        "1.5 * * * *",
                        "0 2 * * * *",
                        "x")
                .forEach(none -> assertTrue(assertThrows(IllegalArgumentException.class, () -> RunTimes.cron(none))
                        .getMessage()
                        .startsWith("TM-RUN-006 cron: \"" + none + "\" is no Unix cron expression")));
    }
}
