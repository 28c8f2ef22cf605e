package io.tidemark.batch.run;

import io.tidemark.model.AggregationDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which aggregations are folded in one pass, so that each stream is read once: those that share one, be it by others. */
final class Together {
    private Together() {}

    static List<List<AggregationDefinition<?>>> of(List<AggregationDefinition<?>> definitions) {
        List<List<AggregationDefinition<?>>> groups = new ArrayList<>();
        for (AggregationDefinition<?> definition : definitions) {
            List<AggregationDefinition<?>> joined = new ArrayList<>();
            groups.removeIf(group -> {
                boolean isShared = group.stream().anyMatch(other -> share(definition, other));
                if (isShared) {
                    joined.addAll(group);
                }
                return isShared;
            });
            joined.add(definition);
            groups.add(joined);
        }
        return groups;
    }

    private static boolean share(AggregationDefinition<?> one, AggregationDefinition<?> other) {
        return !Collections.disjoint(one.input().topics(), other.input().topics());
    }
}
