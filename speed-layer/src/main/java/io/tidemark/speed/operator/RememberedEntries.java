package io.tidemark.speed.operator;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews.EntrySink;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;

/** What was published of what operators remember (PROTOCOL 33). */
@FunctionalInterface
public interface RememberedEntries {
    /**
     * Gives what the operator of a definition remembers of a partition at a tidemark, in the order in which it was put.
     *
     * @return false if the newest tidemark is another by now: nothing was given
     * @throws IOException if it cannot be read at present
     * @throws io.tidemark.fault.FaultException if there is a fault for it
     */
    boolean read(AggregationDefinition<?> definition, PartitionId partition, LogPosition tidemark, EntrySink sink)
            throws IOException;
}
