package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.tidemark.PartitionId;

/** What a partition's fault is called whose next record is no longer in the log. */
public final class TruncatedLog {
    private TruncatedLog() {}

    public static Fault below(PartitionId partition) {
        return new Fault(
                "TM-SPEED-008",
                "partition " + partition,
                "the log was truncated beyond what was read",
                "its answers stop there until a run passes the gap");
    }
}
