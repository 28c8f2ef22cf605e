package io.tidemark.aggregator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Metric;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.AggregationTester;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values far from now have their order, and those that no file can hold cost their record. */
class FarValuesTest {
    record Visit(Instant at, LocalDate day, long second) {}

    /** Extremes of dates and instants. */
    private record Extremes() implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            model.aggregation("visits")
                    .over(model.stream("visits", Visit.class).eventTime(Visit::at))
                    .allTime()
                    .metric("last", Aggregators.maxOf(Visit::day))
                    .metric("first", Aggregators.minOf(Visit::day))
                    .metric("least", Aggregators.set(Visit::day, 3))
                    .metric("instant", Aggregators.maxOf(visit -> Instant.ofEpochSecond(visit.second())));
        }
    }

    private final AggregationTester<Visit> tester = AggregationTester.of(new Extremes(), "visits", Visit.class);

    @Test
    void datesAreInTheirOrderBeyondFourDigitsOfYear() {
        for (String day : new String[] {"9999-12-31", "+10000-01-01", "-0001-01-01", "2026-01-01", "-0002-01-01"}) {
            tester.event(new Visit(Instant.EPOCH, LocalDate.parse(day), 0));
        }
        assertEquals("+10000-01-01", tester.answer().get("last"));
        assertEquals("-0002-01-01", tester.answer().get("first"));
        assertEquals(
                List.of("-0002-01-01", "-0001-01-01", "2026-01-01"),
                tester.answer().get("least"));
    }

    @Test
    void groupsAreRankedByDatesInTheirOrder() {
        Metric<?> last = Model.of(new Extremes())
                .aggregation("visits")
                .orElseThrow()
                .metrics()
                .get(0);
        assertTrue(last.compareResults("+10000-01-01", "9999-12-31") > 0);
        assertTrue(last.compareResults("-0002-01-01", "-0001-01-01") < 0);
    }

    @Test
    void anInstantThatNoViewCanHoldCostsItsRecord() {
        tester.event(new Visit(Instant.EPOCH, LocalDate.EPOCH, Instant.MAX.getEpochSecond()));
        tester.event(new Visit(Instant.EPOCH, LocalDate.EPOCH, 253_402_300_799L));
        assertEquals(1, tester.quarantined().size());
        assertEquals(Instant.parse("9999-12-31T23:59:59Z"), tester.answer().get("instant"));
    }
}
