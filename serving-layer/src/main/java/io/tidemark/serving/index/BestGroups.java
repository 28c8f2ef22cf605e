package io.tidemark.serving.index;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.time.TimeRange;

/**
 * Which groups of a batch view are wanted: the best of some, each over one window.
 *
 * @param tiles all of the window
 * @param groups of which the best are wanted
 */
public record BestGroups(AggregationDefinition<?> definition, TimeRange tiles, GroupRange groups, Ranking ranking) {
    public BestGroups of(GroupRange some) {
        return new BestGroups(definition, tiles, some, ranking);
    }
}
