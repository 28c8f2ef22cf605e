package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges, dates and zones mean what their words say. */
class TimesApiTest extends EmptyShopApi {
    private static final String BY_TILL = "/v1/aggregations/" + SalesModel.BY_TILL;

    private void soldAt(String... instants) {
        for (String at : instants) {
            log.append(0, new Sale("a", 0, 1, Instant.parse(at).toEpochMilli()), SalesLog.START);
        }
        realtime.caughtUp();
    }

    private static long sales(JsonNode answer) {
        long sales = 0;
        for (JsonNode row : answer.path("rows")) {
            sales += row.path("metrics").path("sales").asLong();
        }
        return sales;
    }

    @ParameterizedTest
    @ValueSource(strings = {"window=tile", "window=range", "window=PT1H", "window=day", "window=day&zone=Asia/Tokyo"})
    void aRangeThatIsEmptyHoldsNothing(String window) {
        soldAt("2026-11-20T10:05:00Z");
        String at = "from=2026-11-20T10:05:00Z&to=2026-11-20T10:05:00Z";
        assertTrue(
                bench.json(BY_SHOP + "/query?" + window + "&" + at).path("rows").isEmpty());
        assertTrue(bench.json(BY_SHOP + "/query?shop=a&" + window + "&" + at)
                .path("rows")
                .isEmpty());
        assertTrue(bench.json(BY_SHOP + "/top?by=sales&" + at).path("rows").isEmpty());
        assertTrue(bench.json(BY_SHOP + "/groups?" + at).path("groups").isEmpty());
    }

    @Test
    void aDateIsADayInTheZoneThatIsAskedFor() {
        // The 20th in Amsterdam is from 23:00 on the 19th.
        soldAt("2026-11-19T22:30:00Z", "2026-11-19T23:30:00Z", "2026-11-20T12:00:00Z", "2026-11-20T23:30:00Z");
        String day = "from=2026-11-20&to=2026-11-21";
        String amsterdam = day + "&zone=Europe/Amsterdam";
        for (String window : List.of("window=day", "window=tile", "window=range", "window=PT1H")) {
            JsonNode answer = bench.json(BY_SHOP + "/query?" + window + "&" + amsterdam);
            assertEquals(2, sales(answer), window + " " + answer);
        }
        assertEquals(
                1,
                bench.json(BY_SHOP + "/query?window=day&" + amsterdam)
                        .path("rows")
                        .size());
        assertEquals(2, sales(bench.json(BY_SHOP + "/query?window=range&" + day)), "in UTC");
        assertEquals(2, sales(bench.json(BY_SHOP + "/top?by=sales&" + amsterdam)));
        assertEquals(
                "2026-11-19T23:00:00Z",
                bench.json(BY_SHOP + "/top?by=sales&" + amsterdam)
                        .path("rows")
                        .get(0)
                        .path("start")
                        .asText());
        assertEquals(
                1,
                bench.json(BY_SHOP + "/groups?from=2026-11-20&to=2026-11-21&zone=America/New_York")
                        .path("groups")
                        .size());
    }

    @Test
    void theLastHalfHourIsAskedForAtEveryTileAndNowAndItsEdgesAreTold() {
        Instant before = Instant.now();
        Instant tile = Instant.ofEpochMilli(before.toEpochMilli() / 600_000 * 600_000);
        soldAt(
                tile.minusSeconds(1_201).toString(),
                tile.minusSeconds(1_199).toString(),
                tile.minusSeconds(1).toString(),
                tile.toString());
        String range = "from=-PT30M&to=now";
        JsonNode sliding = bench.json(BY_SHOP + "/query?shop=a&window=PT30M&hop=PT10M&" + range);
        for (JsonNode row : sliding.path("rows")) {
            Instant start = Instant.parse(row.path("start").asText());
            assertEquals(start.plusSeconds(1_800).toString(), row.path("end").asText());
        }
        assertTrue(sliding.path("rows").size() >= 3, sliding.toString());
        // What is asked for is widened to whole tiles, and the row says so.
        JsonNode last = bench.json(BY_SHOP + "/query?shop=a&window=range&" + range)
                .path("rows")
                .get(0);
        long start = Instant.parse(last.path("start").asText()).toEpochMilli();
        long end = Instant.parse(last.path("end").asText()).toEpochMilli();
        assertEquals(0, start % 600_000 + end % 600_000, last.toString());
        assertTrue(start <= Instant.now().toEpochMilli() - 1_800_000 && end >= before.toEpochMilli(), last.toString());
        assertTrue(end - start <= 2_400_000, last.toString());
        assertEquals(
                last.path("metrics"),
                bench.json(BY_SHOP + "/top?by=sales&" + range)
                        .path("rows")
                        .get(0)
                        .path("metrics"));
        assertEquals(1, bench.json(BY_SHOP + "/groups?" + range).path("groups").size());
    }

    @Test
    void aWeekStartsAsAskedAndARunningTotalGoesOnFromWeekToWeek() {
        // Saturday, Sunday, Monday, and the Sunday after.
        soldAt("2026-11-14T12:00:00Z", "2026-11-15T12:00:00Z", "2026-11-16T12:00:00Z", "2026-11-22T12:00:00Z");
        String weeks = BY_SHOP + "/query?window=week&runningTotal=true";
        assertEquals(List.of(2L, 4L), salesOf(bench.json(weeks)));
        JsonNode sundays = bench.json(weeks + "&weekStart=sunday");
        assertEquals(List.of(1L, 3L, 4L), salesOf(sundays));
        assertEquals(
                "2026-11-15T00:00:00Z",
                sundays.path("rows").get(1).path("start").asText());
        assertEquals(
                List.of(3L, 4L),
                salesOf(bench.json(weeks + "&weekStart=sunday&limit=2&cursor="
                        + bench.json(weeks + "&weekStart=sunday&limit=1")
                                .path("next")
                                .asText())));
        assertEquals(List.of(4L, 3L), salesOf(bench.json(weeks + "&weekStart=sunday&order=latest&limit=2")));
        assertTrue(bench.send(
                        HttpRequest.newBuilder(bench.uri(weeks + "&limit=all")).header("Accept", "text/csv"))
                .body()
                .contains(",4,"));
    }

    private static List<Long> salesOf(JsonNode answer) {
        List<Long> sales = new ArrayList<>();
        answer.path("rows")
                .forEach(row -> sales.add(row.path("metrics").path("sales").asLong()));
        return sales;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "window=PT1H&hop=PT10M&runningTotal=true|parameter \"runningTotal\"",
                "window=range&runningTotal=true|parameter \"runningTotal\"",
                "window=all&runningTotal=true|parameter \"runningTotal\"",
                "window=day&weekStart=sunday|weekStart",
                "window=week&weekStart=someday|weekStart",
                "window=range&weekStart=sunday|parameter \"window\""
            })
    void whatDoesNotGoTogetherIsRefusedByName(String asked) {
        String[] words = asked.split("\\|");
        JsonNode refused = HttpBench.json(bench.get(BY_SHOP + "/query?" + words[0]));
        assertEquals("TM-HTTP-007", refused.path("code").asText(), refused::toString);
        assertEquals(words[1], refused.path("place").asText(), refused::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Amsterdam", "Asia/Singapore", "Asia/Kuala_Lumpur", "Africa/Monrovia", "Asia/Tokyo"})
    void aStrayEventOfAnotherTimeCostsNoOtherWindowItsAnswer(String zone) {
        soldAt("0001-01-01T12:30:00Z", "1883-11-18T12:00:00Z", "2026-11-20T12:00:00Z", "2026-11-21T12:00:00Z");
        for (String groups : List.of("", "shop=a&till=0&")) {
            JsonNode answer = bench.json(BY_TILL + "/query?" + groups + "window=day&zone=" + zone);
            assertEquals(
                    2 + 2, answer.path("rows").size() + answer.path("leftOut").size(), answer.toString());
            assertTrue(answer.path("rows").size() >= 2, answer.toString());
            for (JsonNode window : answer.path("leftOut")) {
                assertTrue(window.path("reason").asText().contains("; ask an aggregation with a tile of"));
                assertTrue(window.path("start").asText().compareTo("1900") < 0);
            }
        }
    }

    @Test
    void ofARangeWithADayThatDoesNotFitTheOthersAreAnswered() {
        // Lord Howe moves its clocks by half an hour, here on 2026-04-05.
        soldAt("2026-04-01T12:00:00Z", "2026-04-02T12:00:00Z", "2026-04-07T12:00:00Z");
        JsonNode answer =
                bench.json(BY_TILL + "/query?window=day&zone=Australia/Lord_Howe&from=2026-03-28&to=2026-04-10");
        assertEquals(2, sales(answer), answer.toString());
        assertEquals(
                "2026-04-06T13:30:00Z",
                answer.path("leftOut").get(0).path("start").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T09:00:00.000Z",
                "2026-11-21t09:00:00z",
                "2026-11-21T10:00:00%2B01:00",
                "2026-11-21T10:00:00+01:00",
                "2026-11-21T09:00Z",
                "2026-11-21T04:00:00-05:00",
                "1795251600000"
            })
    void oneMomentHasManyNames(String from) {
        soldAt("2026-11-21T08:59:59.999Z", "2026-11-21T09:00:00Z");
        assertEquals(1, sales(bench.json(BY_SHOP + "/query?from=" + from)));
    }

    @Test
    void daysOfFarYearsAreDays() {
        soldAt("2026-11-21T09:00:00Z");
        assertEquals(1, sales(bench.json(BY_TILL + "/query?window=range&from=0001-01-01&to=%2B10000-01-01")));
        assertEquals(1, sales(bench.json(BY_TILL + "/query?window=range&from=-0044-03-15&to=+10000-01-01")));
        assertEquals(1, sales(bench.json(BY_TILL + "/query?window=range&from=2026-11-21&to=2026-11-22&zone=+01:00")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-29T02:30:00",
                "2026-11-21T09:00",
                "2026-11-21T24:00:00Z",
                "2026-06-30T23:59:60Z",
                "2026-W47-6",
                "2026-325",
                "20261121",
                "1795251600",
                "1795251600000000",
                "1795251600000000000",
                "2026-02-29",
                "2026-11-21T09:00:00%2B0100",
                "2026-11-21T09:00:00[Europe/Berlin]",
                "P1M",
                "%D9%A2%D9%A0%D9%A2%D9%A6-11-21"
            })
    void whatIsNoMomentIsRefusedWithTheMend(String from) {
        JsonNode refused = HttpBench.json(bench.get(BY_SHOP + "/query?from=" + from));
        assertEquals("TM-HTTP-008", refused.path("code").asText(), refused::toString);
        String mend = from.matches("\\d+") ? "if that is meant, " : "+01:00";
        assertTrue(refused.path("detail").asText().contains(mend), refused::toString);
    }
}
