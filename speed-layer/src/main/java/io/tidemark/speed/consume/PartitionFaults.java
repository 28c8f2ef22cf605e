package io.tidemark.speed.consume;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.tidemark.PartitionId;

/** What a failure of one partition is called. */
final class PartitionFaults {
    private PartitionFaults() {}

    static Fault of(PartitionId partition, Throwable failure) {
        if (failure instanceof FaultException named) {
            return named.fault();
        }
        return new Fault(
                "TM-SPEED-010",
                "partition " + partition,
                "its state failed: " + Reason.of(failure),
                "it is read again from what is stored; the log has the stack trace, report it if it lasts");
    }
}
