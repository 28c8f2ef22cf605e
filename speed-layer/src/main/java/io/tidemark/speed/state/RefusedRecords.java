package io.tidemark.speed.state;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records of one partition that an aggregation is known to fail on when they are half in: they are quarantined instead
 * of folded when they come again. Outlives the states that failed; owned by the partition's thread.
 */
public final class RefusedRecords {
    private final Map<String, Of> byAggregation = new HashMap<>();

    /** Those of one aggregation. */
    static final class Of {
        private final TreeMap<Long, String> reasons = new TreeMap<>();
        private boolean isEmpty = true;

        boolean refuses(long offset) {
            return !isEmpty && reasons.containsKey(offset);
        }

        String reason(long offset) {
            return reasons.get(offset);
        }
    }

    /** Leaves out the record that was half in. */
    public void add(HalfFoldedException failure) {
        Of of = of(failure.aggregation());
        of.reasons.put(failure.offset(), failure.reason());
        of.isEmpty = false;
    }

    Of of(String aggregation) {
        return byAggregation.computeIfAbsent(aggregation, name -> new Of());
    }
}
