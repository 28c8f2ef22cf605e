package io.tidemark.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    private static final TileSize HOURLY = TileSize.of(Duration.ofHours(1));
    private static final TileSize QUARTERLY = TileSize.of(Duration.ofMinutes(15));

    @Test
    void tumblingSpansCoverTheRangeEndToEnd() {
        assertEquals(
                List.of("00:00-02:00", "02:00-04:00", "04:00-06:00"),
                times(window("PT2H").spans(on("01:30", "04:01"), HOURLY, 10)));
    }

    @Test
    void aSpanThatEndsWhereTheRangeBeginsIsNotInIt() {
        assertEquals(List.of("02:00-04:00"), times(window("PT2H").spans(on("02:00", "04:00"), HOURLY, 10)));
    }

    @Test
    void hoppingSpansOverlapAndComeInTheOrderOfTheirStarts() {
        assertEquals(
                List.of("00:15-01:15", "00:30-01:30", "00:45-01:45", "01:00-02:00", "01:15-02:15"),
                times(Window.parse("PT1H", Optional.of("PT15M"), Optional.empty())
                        .spans(on("01:00", "01:20"), QUARTERLY, 10)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void spansOfFixedLengthAreExactlyThoseThatOverlap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 50; round++) {
            long tile = 60_000L * new long[] {1, 5, 15, 60, 180}[random.nextInt(5)];
            long hop = tile * random.nextLong(1, 5);
            long length = hop + tile * random.nextLong(0, 9);
            long first = random.nextLong(-100_000_000, 100_000_000);
            long end = first + random.nextLong(1, 50_000_000);
            List<TimeRange> expected = new ArrayList<>();
            for (long start = -hop * (1_000_000_000 / hop); start < end; start += hop) {
                if (start + length > first) {
                    expected.add(new TimeRange(start, start + length));
                }
            }
            Window window = new Hopping(Duration.ofMillis(length), Duration.ofMillis(hop));
            assertEquals(expected, window.spans(new TimeRange(first, end), new TileSize(tile), 10_000), "seed " + seed);
        }
    }

    @Test
    void tileAsksForTheTilesThemselves() {
        assertEquals(
                List.of("01:00-02:00", "02:00-03:00"), times(window("tile").spans(on("01:59", "02:01"), HOURLY, 2)));
        assertEquals(List.of(TimeRange.ALL), window("tile").spans(on("01:59", "02:01"), TileSize.ALL_TIME, 1));
    }

    @Test
    void allIsOneSpanWhateverTheTile() {
        assertEquals(List.of(TimeRange.ALL), window("all").spans(on("01:00", "02:00"), HOURLY, 1));
        assertEquals(List.of(TimeRange.ALL), window("all").spans(TimeRange.ALL, TileSize.ALL_TIME, 1));
    }

    @ParameterizedTest
    @CsvSource({"2001-03-31,24", "2001-04-01,23", "2001-04-02,24", "2001-10-28,25", "2001-10-29,24"})
    void aDayHasTheHoursThatItsZoneGivesIt(String date, long hours) {
        List<TimeRange> spans =
                calendar("day", "America/New_York").spans(range(date + "T12:00:00Z", date + "T12:00:01Z"), HOURLY, 1);
        assertEquals(1, spans.size());
        assertEquals(hours * 3_600_000, spans.get(0).endMillis() - spans.get(0).firstMillis());
    }

    @Test
    void aWeekBeginsOnMonday() {
        List<TimeRange> spans = calendar("week", "Europe/Amsterdam")
                .spans(range("2001-03-24T00:00:00Z", "2001-03-26T00:00:00Z"), HOURLY, 2);
        assertEquals(
                List.of(
                        range("2001-03-18T23:00:00Z", "2001-03-25T22:00:00Z"),
                        range("2001-03-25T22:00:00Z", "2001-04-01T22:00:00Z")),
                spans);
    }

    @Test
    void aLengthOfWholeWeeksBeginsOnMondayAsCalendarWeeksDo() {
        TimeRange range = range("2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z");
        assertEquals(
                calendar("week", "UTC").spans(range, HOURLY, 5), window("P7D").spans(range, HOURLY, 5));
        assertEquals(
                List.of(
                        range("2026-11-16T00:00:00Z", "2026-11-30T00:00:00Z"),
                        range("2026-11-23T00:00:00Z", "2026-12-07T00:00:00Z"),
                        range("2026-11-30T00:00:00Z", "2026-12-14T00:00:00Z")),
                Window.parse("P14D", Optional.of("P7D"), Optional.empty())
                        .spans(range("2026-11-25T00:00:00Z", "2026-12-01T00:00:00Z"), HOURLY, 5));
        assertEquals(
                List.of(range("2026-11-19T00:00:00Z", "2026-11-26T00:00:00Z")),
                window("P7D")
                        .spans(
                                range("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
                                TileSize.of(Duration.ofDays(7)),
                                5),
                "tiles of a week lie as they lie");
    }

    @Test
    void weeksBeginOnTheDayThatIsAskedForAlsoWhereClocksAreMoved() {
        // Clocks are put on in the first of them, on Sunday the 25th.
        assertEquals(
                List.of(
                        range("2001-03-17T23:00:00Z", "2001-03-24T23:00:00Z"),
                        range("2001-03-24T23:00:00Z", "2001-03-31T22:00:00Z")),
                weeks("week", Optional.empty(), "Europe/Amsterdam", "sunday")
                        .spans(range("2001-03-24T00:00:00Z", "2001-03-26T00:00:00Z"), HOURLY, 2));
        TimeRange range = range("2026-11-20T00:00:00Z", "2026-12-20T00:00:00Z");
        for (DayOfWeek day : DayOfWeek.values()) {
            String start = day.name().toLowerCase(Locale.ROOT);
            List<TimeRange> calendar =
                    weeks("week", Optional.empty(), "UTC", start).spans(range, HOURLY, 9);
            assertEquals(
                    calendar,
                    Window.parse("P7D", Optional.empty(), Optional.empty(), Optional.of(start))
                            .spans(range, HOURLY, 9));
            for (TimeRange week : calendar) {
                assertEquals(
                        day,
                        Instant.ofEpochMilli(week.firstMillis())
                                .atOffset(ZoneOffset.UTC)
                                .getDayOfWeek());
            }
        }
        assertEquals(
                List.of(
                        range("2026-11-15T00:00:00Z", "2026-11-29T00:00:00Z"),
                        range("2026-11-22T00:00:00Z", "2026-12-06T00:00:00Z")),
                Window.parse("P14D", Optional.of("P7D"), Optional.empty(), Optional.of("Sunday"))
                        .spans(range("2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"), HOURLY, 5));
    }

    @Test
    void aWeekStartIsRefusedWhereThereAreNoWeeks() {
        String fault =
                "weekStart: sunday goes with week, and with a window or hop of whole weeks such as P7D, not with ";
        for (String window : List.of("day", "month", "tile", "all", "PT1H")) {
            assertRefused(
                    fault + window + "; leave it out",
                    () -> Window.parse(window, Optional.empty(), Optional.empty(), Optional.of("sunday")));
        }
        assertRefused(
                fault + "PT24H; leave it out",
                () -> Window.parse("P7D", Optional.of("P1D"), Optional.empty(), Optional.of("sunday")));
        assertRefused(
                "weekStart: \"so\" is not a day; use monday, sunday or another one in English",
                () -> weeks("week", Optional.empty(), "UTC", "so"));
        assertRefused(
                "weekStart: a day is not made of whole tiles of PT168H, so that no week starts with one; leave it out",
                () -> Window.parse("P7D", Optional.empty(), Optional.empty(), Optional.of("sunday"))
                        .spans(on("01:00", "02:00"), TileSize.of(Duration.ofDays(7)), 5));
    }

    private static Window weeks(String window, Optional<String> hop, String zone, String start) {
        return Window.parse(window, hop, Optional.of(zone), Optional.of(start));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-29,PT23H", "2026-10-25,PT25H", "2026-11-20,PT24H"})
    void aDayIsAsLongAsItsClocksMakeIt(String day) {
        String[] words = day.split(",");
        long noon = Instant.parse(words[0] + "T12:00:00Z").toEpochMilli();
        TimeRange span = calendar("day", "Europe/Amsterdam")
                .spans(new TimeRange(noon, noon + 1), HOURLY, 1)
                .get(0);
        assertEquals(Duration.parse(words[1]), Duration.ofMillis(span.endMillis() - span.firstMillis()));
    }

    @Test
    void monthsAreTheCalendars() {
        assertEquals(
                List.of(
                        range("2000-01-31T23:00:00Z", "2000-02-29T23:00:00Z"),
                        range("2000-02-29T23:00:00Z", "2000-03-31T22:00:00Z")),
                calendar("month", "Europe/Amsterdam")
                        .spans(range("2000-02-29T22:59:59Z", "2000-02-29T23:00:01Z"), HOURLY, 2));
    }

    @Test
    void aDayThatTheDateLineSwallowedIsLeftOut() {
        List<TimeRange> spans =
                calendar("day", "Pacific/Apia").spans(range("2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"), HOURLY, 5);
        assertEquals(
                List.of(
                        range("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"),
                        range("2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z")),
                spans);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"})
    void calendarSpansFollowOneAnotherWithoutGapOrOverlap(String zone) {
        TimeRange years = range("2000-05-05T05:05:05Z", "2003-05-05T05:05:05Z");
        for (String unit : List.of("day", "week", "month")) {
            List<TimeRange> spans = calendar(unit, zone).spans(years, QUARTERLY, 2_000);
            assertTrue(spans.get(0).contains(years.firstMillis()));
            assertTrue(spans.get(spans.size() - 1).contains(years.endMillis() - 1));
            for (int i = 1; i < spans.size(); i++) {
                assertEquals(spans.get(i - 1).endMillis(), spans.get(i).firstMillis());
            }
        }
    }

    @Test
    void aWindowThatIsNotMadeOfTilesIsRefusedAndTheNeighboursNamed() {
        assertRefused("window: PT1H30M is not a multiple of the tile PT1H; use PT1H or PT2H", () -> window("PT90M")
                .spans(on("01:00", "02:00"), HOURLY, 10));
        assertRefused("window: PT10M is not a multiple of the tile PT1H; use PT1H", () -> window("PT10M")
                .spans(on("01:00", "02:00"), HOURLY, 10));
        assertRefused("hop: PT5M is not a multiple of the tile PT15M; use PT15M", () -> Window.parse(
                        "PT1H", Optional.of("PT5M"), Optional.empty())
                .spans(on("01:00", "02:00"), QUARTERLY, 10));
        assertRefused("window: PT1H cannot be cut from an aggregate of all time; use window=all", () -> window("PT1H")
                .spans(on("01:00", "02:00"), TileSize.ALL_TIME, 10));
    }

    @Test
    void aDayThatBeginsAtHalfPastIsRefusedWithATileThatFits() {
        assertRefused(
                "window day in Asia/Kolkata: the day from 2000-12-31T18:30:00Z to 2001-01-01T18:30:00Z is not made of"
                        + " whole tiles of PT1H; ask an aggregation with a tile of PT30M",
                () -> calendar("day", "Asia/Kolkata").spans(on("01:00", "02:00"), HOURLY, 10));
        assertEquals(
                1,
                calendar("day", "Asia/Kolkata")
                        .spans(on("01:00", "02:00"), QUARTERLY, 10)
                        .size());
        assertRefused(
                "window day in America/New_York: the day from 2000-12-31T05:00:00Z to 2001-01-01T05:00:00Z is not made"
                        + " of whole tiles of PT24H; ask an aggregation with a tile of PT1H",
                () -> calendar("day", "America/New_York")
                        .spans(on("01:00", "02:00"), TileSize.of(Duration.ofDays(1)), 10));
    }

    @Test
    void moreWindowsThanAllowedAreRefusedBeforeTheyAreMade() {
        String mend = "narrow the range or use a longer window";
        assertRefused("window PT1H: all time holds more than 1000 of them; " + mend, () -> window("PT1H")
                .spans(TimeRange.ALL, HOURLY, 1_000));
        assertRefused("window tile: the range holds more than 1 of them; " + mend, () -> window("tile")
                .spans(on("01:00", "02:01"), HOURLY, 1));
        assertRefused("window day in UTC: all time holds more than 1000 of them; " + mend, () -> calendar("day", "UTC")
                .spans(TimeRange.ALL, HOURLY, 1_000));
        assertRefused("window day in UTC: the range holds more than 1 of them; " + mend, () -> calendar("day", "UTC")
                .spans(range("2001-01-01T23:00:00Z", "2001-01-02T01:00:00Z"), HOURLY, 1));
    }

    @Test
    void wordsThatAreNoWindowAreRefused() {
        assertRefused(
                "window: \"1 hour\" is not one; use tile, all, day, week, month, range, session, or a"
                        + " duration such as PT1H or PT15M",
                () -> window("1 hour"));
        assertRefused("window: PT0S is not positive; use a duration such as PT1H", () -> window("PT0S"));
        assertRefused(
                "hop: PT-5M is not positive; use a duration such as PT1H",
                () -> Window.parse("PT1H", Optional.of("PT-5M"), Optional.empty()));
        assertRefused(
                "hop: PT2H is longer than the window PT1H, so that events would be left out; use at most PT1H",
                () -> Window.parse("PT1H", Optional.of("PT2H"), Optional.empty()));
        assertRefused(
                "zone: \"Mars/Olympus\" is not one; use a name such as Europe/Amsterdam or UTC",
                () -> calendar("day", "Mars/Olympus"));
        assertRefused(
                "zone: UTC goes with day, week and month, not with PT1H; leave it out",
                () -> Window.parse("PT1H", Optional.empty(), Optional.of("UTC")));
        assertRefused(
                "hop: PT5M goes with a window of a fixed length such as PT1H, not with day; leave it out",
                () -> Window.parse("day", Optional.of("PT5M"), Optional.empty()));
    }

    @Test
    void anEmptyRangeHasNoSpans() {
        assertEquals(List.of(), window("PT1H").spans(on("01:00", "01:00"), HOURLY, 10));
        assertEquals(List.of(), calendar("day", "UTC").spans(on("01:00", "01:00"), HOURLY, 10));
    }

    private static Window window(String text) {
        return Window.parse(text, Optional.empty(), Optional.empty());
    }

    private static Window calendar(String unit, String zone) {
        return Window.parse(unit, Optional.empty(), Optional.of(zone));
    }

    private static TimeRange on(String first, String end) {
        return range("2001-01-01T" + first + ":00Z", "2001-01-01T" + end + ":00Z");
    }

    private static TimeRange range(String first, String end) {
        return TimeRange.of(Instant.parse(first), Instant.parse(end));
    }

    private static List<String> times(List<TimeRange> spans) {
        return spans.stream()
                .map(s -> time(s.firstMillis()) + "-" + time(s.endMillis()))
                .toList();
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis)
                .atZone(ZoneId.of("UTC"))
                .toLocalTime()
                .toString();
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable asked) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, asked).getMessage());
    }
}
