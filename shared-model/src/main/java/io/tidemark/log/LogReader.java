package io.tidemark.log;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads partitions of a log in their order and passes them to a {@link Listener}. Owned by one thread, and every call to
 * the listener is made on it, from inside {@link #poll}, {@link SoloLogReader#add} or {@link #close}.
 *
 * <p>What the listener throws, and what is wrong with one partition, is that partition's own: it is a fault of the
 * {@link io.tidemark.fault.Faults} that the reader was made with, the partition rests for a while, and then the listener is
 * asked anew where to read it from; the others go on. What was not taken has not been read (PROTOCOL 28): the next batch of a
 * partition begins where the last one that was taken ended, or where the listener said.
 */
public interface LogReader extends AutoCloseable {
    /**
     * Waits up to {@code timeout} for records and passes them to the listener, together with whatever changed in the
     * assignment.
     *
     * @return how many records were passed on
     * @throws LogUnavailableException if the log cannot be reached at present; call again later
     * @throws LogMismatchException if nothing at all can be read until somebody has acted; call again then
     */
    int poll(Duration timeout);

    /** Goes on reading a partition from another place; does nothing if it is not this reader's. */
    void seek(PartitionId partition, LogPosition position);

    /** Reads a partition no more until {@link #seek}; what was passed on of it last may have to come again. */
    void pause(PartitionId partition);

    /**
     * Tells whoever had a partition before how far this reader's listener has come with it, as {@link OtherMembers} hear it:
     * a word that may be late or lost. Does nothing if the partition is not this reader's, or it is in no group.
     *
     * @param word what the listener has to say beside
     */
    default void tell(PartitionId partition, LogPosition position, byte[] word) {}

    /** Ends a {@link #poll} that waits. May be called by any thread. */
    void wakeup();

    @Override
    void close();

    /** Who reads. */
    interface Listener {
        /**
         * A partition is this reader's from now on, or is to be read again after a fault.
         *
         * @return where to read it from; if that is empty, it is not read until {@link LogReader#seek}. The log is checked
         *     to be the one in which this position was reached: its leader epoch must not have ended below it.
         */
        Optional<LogPosition> assigned(PartitionId partition);

        /** A partition is this reader's no longer; whatever was read of it has been passed on. */
        void revoked(PartitionId partition);

        void read(LogBatch batch);

        /**
         * The log no longer holds the offset to be read next: it starts at {@code logStart}.
         *
         * @return where reading goes on; if that is empty, the partition is not read until {@link LogReader#seek}
         */
        Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart);
    }
}
