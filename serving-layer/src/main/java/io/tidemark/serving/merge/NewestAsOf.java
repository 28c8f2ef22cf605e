package io.tidemark.serving.merge;

import io.tidemark.manifest.AggregationView;
import io.tidemark.seam.Coverage;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.serving.flip.ServedView;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What answers are as of, made once for all that find the same positions. Safe for use by many threads. Guarded by the
 * serving workload {@code point}.
 */
final class NewestAsOf {
    private final Map<String, Known> newest = new ConcurrentHashMap<>();

    private record Known(AggregationView entry, Coverage coverage, AsOf asOf) {
        boolean isOf(AggregationView other) {
            return entry.tidemark().equals(other.tidemark()) && entry.ended().equals(other.ended());
        }
    }

    AsOf of(ServedView view, Coverage coverage) {
        AggregationView entry = view.entry();
        Known known = newest.get(entry.aggregation());
        if (known == null || !known.isOf(entry) || !known.coverage().equals(coverage)) {
            known = new Known(
                    entry, coverage, AsOf.of(entry, view.definition().input().topics(), coverage));
            newest.put(entry.aggregation(), known);
        }
        return known.asOf();
    }
}
