package io.tidemark.it.simulation;

import io.tidemark.tidemark.PartitionId;
import java.util.Set;

/**
 * That a partition was rewritten below somebody who had read it.
 *
 * @param from the first offset that is another record's now
 * @param before judges by what was there before
 */
record Rewritten(PartitionId partition, long from, Oracle before) {
    /** What those say who cannot go on. */
    static final Set<String> FAULTS = Set.of("TM-LOG-003", "TM-LOG-004", "TM-SPEED-012", "TM-RUN-013");
}
