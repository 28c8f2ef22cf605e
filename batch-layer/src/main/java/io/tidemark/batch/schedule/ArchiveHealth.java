package io.tidemark.batch.schedule;

import io.tidemark.fault.Fault;
import io.tidemark.seam.SchedulerStatus.ArchivedPartition;
import java.util.Collection;
import java.util.List;

/** What the scheduler's status says of the archive. Asked by any thread. */
public interface ArchiveHealth {
    /** How far the archive reaches, for each partition that has a file. */
    List<ArchivedPartition> partitions();

    /** What keeps the archive from going on, with the mend; empty when all is well. */
    List<Fault> faults();

    /** Is told what is wrong with the runs, whenever that was looked at. */
    default void hear(Collection<Fault> ofRuns) {}
}
