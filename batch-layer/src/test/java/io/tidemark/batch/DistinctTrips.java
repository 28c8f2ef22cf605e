package io.tidemark.batch;

import io.tidemark.codec.ByteWriter;
import io.tidemark.operator.Contributions;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.operator.OperatorMemory;
import java.time.Duration;

/**
 * Lets a trip through if no other of its origin and lateness, let through or not, came before it in its partition within some
 * time of the log clock (PROTOCOL 15).
 *
 * @param within that time
 * @param lookBack what it says that it looks back at; a lie unless it is as much
 * @param byDelay whether trips of one lateness must have the same delay to be the same: then there are many more of them
 */
public record DistinctTrips(Duration within, Duration lookBack, boolean byDelay) implements Operator<Trip> {
    public DistinctTrips(Duration within) {
        this(within, within);
    }

    public DistinctTrips(Duration within, Duration lookBack) {
        this(within, lookBack, false);
    }

    public static DistinctTrips byDelay(Duration within) {
        return new DistinctTrips(within, within, true);
    }

    @Override
    public OpenOperator<Trip> open(OperatorMemory memory) {
        return new Open(memory, within.toMillis(), byDelay);
    }

    private static final class Open implements OpenOperator<Trip> {
        private static final byte[] SEEN = {};

        private final OperatorMemory memory;
        private final long withinMillis;
        private final boolean byDelay;
        private final ByteWriter id = new ByteWriter();
        private long last = -1;

        Open(OperatorMemory memory, long withinMillis, boolean byDelay) {
            this.memory = memory;
            this.withinMillis = withinMillis;
            this.byDelay = byDelay;
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
            String lateness = byDelay ? " " + trip.delay() : trip.delay() > 5 ? " late" : "";
            id.clear().writeString(trip.origin() + lateness);
            boolean isNew = memory.find(id, logClockMillis - withinMillis) == null;
            memory.put(id, SEEN, logClockMillis);
            return isNew;
        }
    }
}
