package io.tidemark.log;

import io.tidemark.tidemark.PartitionId;
import java.time.Duration;

/**
 * Reads partitions of topics, from positions that the listener names. Owned by one thread, and every call to the listener
 * is made on it, from inside {@link #poll}.
 */
public interface LogReader extends AutoCloseable {
    /**
     * Waits up to {@code timeout} for records and passes them to the listener, together with whatever changed in the
     * assignment.
     *
     * @return how many records were passed on
     * @throws LogUnavailableException if the log cannot be reached at present; call again later
     * @throws LogMismatchException if what is there is not the log that was read before; somebody must act
     */
    int poll(Duration timeout);

    /** Goes on reading a partition from another place. */
    void seek(PartitionId partition, long offset);

    /** Reads a partition no more until {@link #seek}; what was passed on of it last may have to come again. */
    void pause(PartitionId partition);

    /** Ends a {@link #poll} that waits. May be called by any thread. */
    void wakeup();

    @Override
    void close();

    /** Who reads. */
    interface Listener {
        /** A partition is this reader's from now on. Returns the offset to read it from. */
        long assigned(PartitionId partition);

        /** A partition is this reader's no longer; whatever was read of it has been passed on. */
        void revoked(PartitionId partition);

        void read(LogBatch batch);

        /**
         * The log no longer holds the offset to be read next: it starts at {@code logStart}. Reading goes on at the
         * offset that is returned, or stops for this partition, until {@link LogReader#seek}, if that is negative.
         */
        long truncated(PartitionId partition, long wanted, long logStart);
    }
}
