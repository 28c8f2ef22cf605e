package io.tidemark.model;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.event.head.Key;
import io.tidemark.fault.Fault;
import io.tidemark.function.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An aggregation that leaves out duplicates and has corrections. */
class CorrectedDuplicatesTest {
    private record Booking(Instant at, @Key String id, int cents, boolean cancelled) {
        boolean isRefund() {
            return cancelled || cents < 0;
        }
    }

    /** It has all that the event has which it takes back: so it would be left out as a duplicate of that. */
    @Test
    void anIdTellsAnEventThatTakesAnotherBackFromThatOne() {
        String fault =
                "TM-DEF-039 aggregation \"a\", distinctBy: leaves out events that take others back, unless the id tells"
                        + " them from those; let ";
        assertEquals(
                List.of(fault + "the id have what retractedBy reads, by .and(…): cancelled"),
                corrected(Booking::cancelled, a -> a.distinctBy(Booking::id)));
        assertEquals(
                List.of(fault + "the id have what retractedBy reads, by .and(…): cents"),
                corrected(Booking::isRefund, a -> a.distinctBy(Booking::id).and(Booking::cancelled)));
        assertEquals(
                List.of(fault + "retractedBy read fields of the event alone, and the id have them, by .and(…); or leave"
                        + " one of the two out"),
                corrected(booking -> booking.toString().contains("-"), a -> a.distinctBy(Booking::id)));
        assertEquals(List.of(), corrected(Booking::cancelled, a -> a.distinctBy(Booking::id)
                .and(Booking::cancelled)));
    }

    private static List<String> corrected(
            Condition<Booking> retractedBy, Function<AggregationBuilder<Booking>, DistinctBuilder<Booking>> id) {
        TidemarkModel bookings = model -> id.apply(model.aggregation("a")
                        .over(model.stream("bookings", Booking.class).eventTime(Booking::at))
                        .retractedBy(retractedBy))
                .within(Duration.ofDays(1))
                .allTime()
                .metric("n", count());
        try {
            Model.of(bookings);
            return List.of();
        } catch (DefinitionException faulty) {
            return faulty.faults().stream().map(Fault::toString).toList();
        }
    }
}
