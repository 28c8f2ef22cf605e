package io.tidemark.batch;

import io.tidemark.operator.Contributions;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets a trip through if no other of its origin and lateness, let through or not, came before it in its partition within some
 * time of the log clock (PROTOCOL 15).
 *
 * @param within that time
 * @param lookBack what it says that it looks back at; a lie unless it is as much
 */
public record DistinctTrips(Duration within, Duration lookBack) implements Operator<Trip> {
    public DistinctTrips(Duration within) {
        this(within, within);
    }

    @Override
    public OpenOperator<Trip> open() {
        return new Open(within.toMillis());
    }

    private static final class Open implements OpenOperator<Trip> {
        private final long withinMillis;
        private final Map<String, Long> clocks = new HashMap<>();
        private long last = -1;

        Open(long withinMillis) {
            this.withinMillis = withinMillis;
        }

        @Override
        public void prime(Trip trip, long eventTimeMillis, long logClockMillis, long offset) {
            isNew(trip, logClockMillis, offset);
        }

        @Override
        public void take(Trip trip, long eventTimeMillis, long logClockMillis, long offset, Contributions<Trip> into) {
            if (isNew(trip, logClockMillis, offset)) {
                into.add(trip, eventTimeMillis);
            }
        }

        private boolean isNew(Trip trip, long logClockMillis, long offset) {
            if (offset <= last) {
                throw new AssertionError("offset " + offset + " comes after " + last);
            }
            last = offset;
            String id = trip.origin() + (trip.delay() > 5 ? " late" : "");
            Long before = clocks.put(id, logClockMillis);
            return before == null || before == LogClock.NONE || before < logClockMillis - withinMillis;
        }
    }
}
