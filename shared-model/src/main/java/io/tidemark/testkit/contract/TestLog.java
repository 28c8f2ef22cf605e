package io.tidemark.testkit.contract;

import io.tidemark.fault.Faults;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogTopics;
import io.tidemark.tidemark.PartitionId;
import java.util.Set;

/** A log that {@link LogReaderContract} may do anything to, and the readers that are tried on it. */
public interface TestLog {
    LogTopics topics();

    void create(String topic, int partitions);

    void delete(String topic);

    /** Appends records of the given texts, one after the other. */
    void append(String topic, int partition, String... texts);

    /** Appends records in a transaction, which then is committed or aborted. */
    void appendAndCommit(String topic, int partition, String... texts);

    void appendAndAbort(String topic, int partition, String... texts);

    /** Appends records in a transaction that hangs until what is returned is run, which aborts it. */
    Runnable appendAndHang(String topic, int partition, String... texts);

    /** Makes a topic that keeps only the newest record of each key. */
    void createCompacted(String topic);

    /**
     * Appends a record for each text, its first letter being its key, and returns once all but the newest of each key, and
     * the last one, are gone.
     */
    void appendAndCompact(String topic, String... texts);

    /** All partitions of a topic get a leader, perhaps the one they had, whose epoch is a later one. Nothing is lost. */
    void elect(String topic);

    /** Forgets the records below an offset, as retention does. */
    void truncate(String topic, int partition, long newStart);

    /** Opens a reader that reads these partitions, or all partitions of their topics. */
    LogReader open(Set<PartitionId> partitions, LogReader.Listener listener, Faults faults);
}
