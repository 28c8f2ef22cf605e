package io.tidemark.serving.merge.question;

import io.tidemark.groups.GroupFilter;
import io.tidemark.serving.merge.window.WindowPlan;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is asked of one aggregation.
 *
 * @param metrics the places of the metrics that are wanted, in the order wanted
 * @param manifest answer as of this earlier manifest, from batch alone; empty: as of now
 */
public record Question(
        String aggregation, GroupFilter groups, WindowPlan windows, List<Integer> metrics, OptionalLong manifest) {
    public Question {
        metrics = List.copyOf(metrics);
    }

    /** The same of other groups. */
    public Question about(GroupFilter others) {
        return new Question(aggregation, others, windows, metrics, manifest);
    }
}
