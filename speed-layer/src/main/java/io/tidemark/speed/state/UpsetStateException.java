package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.tidemark.PartitionId;

/** The store is not as it was left: what is in memory builds on what was there, and is given up. */
final class UpsetStateException extends FaultException {
    UpsetStateException(PartitionId partition) {
        super(new Fault(
                "TM-SPEED-011",
                "partition " + partition,
                "the state directory is not as it was left before the disk failed",
                "it is read again from what is left; see that the disk is sound"));
    }

    @Override
    public boolean passesByItself() {
        return true;
    }
}
