package io.tidemark.tidemark;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.time.LogClock;

/**
 * A place in one partition's log: everything below {@code offset} is left of it. Stored and sent whole, so that whoever
 * goes on from it comes to what they would have come to who read from the beginning.
 *
 * @param clock the log clock after the last record below {@code offset}
 * @param leaderEpoch the leader epoch of that record, or -1 if unknown
 * @param operators what operators know here
 */
public record LogPosition(long offset, LogClock clock, int leaderEpoch, OperatorState operators) {
    /** Where a partition that no vector names stands. */
    public static final LogPosition ZERO = new LogPosition(0, LogClock.START, -1);

    public LogPosition {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is negative");
        }
    }

    /** Where no operator keeps anything. */
    public LogPosition(long offset, LogClock clock, int leaderEpoch) {
        this(offset, clock, leaderEpoch, OperatorState.NONE);
    }

    public long logClockMillis() {
        return clock.millis();
    }

    /**
     * Whether this place and another of the same partition may have been reached in one history of its log: along it leader
     * epochs only grow. Of two at one offset, and where an epoch is unknown, nothing can be said.
     */
    public boolean mayShareHistoryWith(LogPosition other) {
        if (leaderEpoch < 0 || other.leaderEpoch < 0 || offset == other.offset) {
            return true;
        }
        return offset < other.offset == leaderEpoch < other.leaderEpoch || leaderEpoch == other.leaderEpoch;
    }

    public void write(ByteWriter out) {
        out.writeVarLong(offset);
        out.writeLong(clock.millis());
        out.writeLong(clock.lastStampMillis());
        out.writeVarInt(leaderEpoch);
        out.writeBytes(operators.bytes());
    }

    /** Reads what {@link #write} wrote. */
    public static LogPosition read(ByteReader in) {
        return new LogPosition(
                in.readVarLong(),
                new LogClock(in.readLong(), in.readLong()),
                in.readVarInt(),
                OperatorState.of(in.readBytes()));
    }
}
