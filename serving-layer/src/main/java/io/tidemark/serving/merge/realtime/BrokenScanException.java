package io.tidemark.serving.merge.realtime;

import io.tidemark.seam.Coverage.Missing;
import io.tidemark.tidemark.PartitionId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows that were promised cannot be had any more: what was made of those before is no answer, and it is begun anew. */
public final class BrokenScanException extends RuntimeException {
    private final transient SortedMap<PartitionId, Missing> missing;

    BrokenScanException(Map<PartitionId, Missing> missing, Throwable cause) {
        super("a scan broke off: " + missing, cause);
        this.missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
    }

    /** The partitions whose rows these were, and why they are missing if they cannot be had at all. */
    public SortedMap<PartitionId, Missing> missing() {
        return missing;
    }
}
