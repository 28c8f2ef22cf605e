package io.tidemark.examples.flights;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Flights in the order in which somebody who records them would know of them: at departure, which for a late flight is
 * {@code delay} minutes after the time it is filed under. So they come out of order by event time, as in life. The order
 * and each flight's partition are a function of the file alone: a replay that was broken off can go on where it was.
 */
public final class FlightReplay {
    private final List<Flight> flights;

    private FlightReplay(List<Flight> flights) {
        this.flights = flights;
    }

    /** Orders flights; those that become known in the same minute keep the order in which they are given. */
    public static FlightReplay of(List<Flight> flights) {
        List<Flight> ordered = new ArrayList<>(flights);
        ordered.sort(Comparator.comparing(FlightReplay::known));
        return new FlightReplay(ordered);
    }

    /** When a flight is known of: when it really departed, and not before the time it is filed under. */
    public static Instant known(Flight flight) {
        return flight.date().plusSeconds(60L * Math.max(flight.delay(), 0));
    }

    public List<Flight> flights() {
        return flights;
    }

    /** By route, so that an origin's flights lie in several partitions and a route's in one. */
    public static int partition(Flight flight, int partitions) {
        return Math.floorMod(
                31 * flight.origin().hashCode() + flight.destination().hashCode(), partitions);
    }

    /** The flight as the record's value: one JSON object in UTF-8. */
    public static byte[] json(Flight flight) {
        return ("{\"date\":\"" + flight.date() + "\",\"delay\":" + flight.delay() + ",\"distance\":" + flight.distance()
                        + ",\"origin\":\"" + flight.origin() + "\",\"destination\":\"" + flight.destination() + "\"}")
                .getBytes(US_ASCII);
    }
}
