package io.tidemark.launcher.demo;

import java.util.List;
import java.util.Map;

/**
 * How the answers compare with the file.
 *
 * @param origins how many origins the file has
 * @param originsFromBatch how many rows batch alone answered
 * @param totals over all flights, as answered, by metric
 * @param differences what is not equal, for people; empty when all is
 */
public record DemoReport(int origins, int originsFromBatch, Map<String, Long> totals, List<String> differences) {
    public DemoReport {
        totals = Map.copyOf(totals);
        differences = List.copyOf(differences);
    }

    /** Whether batch answers for everything. */
    public boolean isAllFromBatch() {
        return originsFromBatch == origins;
    }
}
