package io.tidemark.speed.consume;

import io.tidemark.fault.Fault;
import io.tidemark.speed.state.HeldStates;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.state.RefusedRecords;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A partition that is a worker's: its state, if it has one at present, and how far the worker's two readers have come with
 * it. Owned by the worker's thread.
 */
final class OwnedPartition {
    /** Where a reader stands that does not read. */
    static final long NOWHERE = -1;

    private static final long TELL_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

    final PartitionId id;
    final HeldStates.Claim claim;
    final RefusedRecords refused;
    /** Where the live reader reads next, or {@link #NOWHERE} while the log's start is beyond it, or it waits for a mend. */
    long live = NOWHERE;
    /** Whether the log's start is beyond the state: a tidemark has to pass what is gone. */
    boolean isStuck;

    private byte[] told = {};
    private long toldNanos;
    /** What its state held when {@link HeldPartials} last looked. */
    long heldBytes;

    private PartitionState<?> state;
    private Fault fault;
    private final Patience mending = new Patience();
    /** For what its operators have to know, or its state has yet to read. */
    final Patience asking = new Patience();

    OwnedPartition(PartitionId id, HeldStates.Claim claim, RefusedRecords refused) {
        this.id = id;
        this.claim = claim;
        this.refused = refused;
    }

    /** Empty after a failure, until it is opened again. */
    Optional<PartitionState<?>> state() {
        return Optional.ofNullable(state);
    }

    /** Where the live reader is to read, if anywhere. */
    Optional<LogPosition> position() {
        if (live < 0) {
            return Optional.empty();
        }
        return Optional.of(state == null ? new LogPosition(live, LogClock.START, -1) : state.at(live));
    }

    void opened(PartitionState<?> opened) {
        state = opened;
    }

    /** Throws away what is in memory if a failure left it in doubt. */
    void discardDoubt() {
        if (state != null && state.isInDoubt()) {
            state.discard();
            state = null;
        }
    }

    /** Whether others are to be told this now: it is news, or was said so long ago that they may not have heard it. */
    boolean isToBeTold(byte[] word, long nanos) {
        boolean isDue = !Arrays.equals(word, told) || nanos - toldNanos > TELL_AGAIN_NANOS;
        if (isDue) {
            told = word;
            toldNanos = nanos;
        }
        return isDue;
    }

    /** Lets go of the state without a word to it. */
    void letGo() {
        state = null;
    }

    boolean isFailing() {
        return mending.isNeeded();
    }

    /** One that fails again and again is tried less and less often. */
    void failed(Fault why) {
        fault = why;
        claim.fails(why);
        mending.failed();
    }

    /** Whether it is time to try again. */
    boolean isDue() {
        return mending.isNeeded() && mending.isDue();
    }

    /** Returns what kept it from going on last. */
    Fault goesOn() {
        claim.goesOn();
        mending.reset();
        return fault;
    }
}
