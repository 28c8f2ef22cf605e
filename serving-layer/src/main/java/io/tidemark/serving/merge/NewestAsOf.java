package io.tidemark.serving.merge;

import io.tidemark.seam.Coverage;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.tidemark.Tidemark;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What answers are as of, made once for all that find the same positions. Safe for use by many threads. Guarded by the
 * serving workload {@code point}.
 */
final class NewestAsOf {
    private final Map<String, Known> newest = new ConcurrentHashMap<>();

    private record Known(Tidemark tidemark, Coverage coverage, AsOf asOf) {}

    AsOf of(String aggregation, Tidemark tidemark, Coverage coverage) {
        Known known = newest.get(aggregation);
        if (known == null
                || !known.tidemark().equals(tidemark)
                || !known.coverage().equals(coverage)) {
            known = new Known(tidemark, coverage, AsOf.of(tidemark, coverage));
            newest.put(aggregation, known);
        }
        return known.asOf();
    }
}
