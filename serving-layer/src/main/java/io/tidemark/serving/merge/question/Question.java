package io.tidemark.serving.merge.question;

import io.tidemark.groups.GroupFilter;
import io.tidemark.serving.merge.window.WindowPlan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is asked of one aggregation.
 *
 * @param metrics the places of the metrics that are wanted, in the order wanted
 * @param manifest answer as of this earlier manifest, from batch alone; empty: as of now
 * @param least the answer is to be no older than this; empty: as it comes
 * @param sums what each row's metrics are of
 */
public record Question(
        String aggregation,
        GroupFilter groups,
        WindowPlan windows,
        List<Integer> metrics,
        OptionalLong manifest,
        Optional<LeastAsOf> least,
        Sums sums) {
    public Question {
        metrics = List.copyOf(metrics);
    }

    /** One of each window alone. */
    public Question(
            String aggregation,
            GroupFilter groups,
            WindowPlan windows,
            List<Integer> metrics,
            OptionalLong manifest,
            Optional<LeastAsOf> least) {
        this(aggregation, groups, windows, metrics, manifest, least, Sums.OF_EACH);
    }

    /** One whose answer may be of any age. */
    public Question(
            String aggregation, GroupFilter groups, WindowPlan windows, List<Integer> metrics, OptionalLong manifest) {
        this(aggregation, groups, windows, metrics, manifest, Optional.empty());
    }

    /** The same of other groups. */
    public Question about(GroupFilter others) {
        return new Question(aggregation, others, windows, metrics, manifest, least, sums);
    }

    /** The same of other windows. */
    public Question over(WindowPlan others) {
        return new Question(aggregation, groups, others, metrics, manifest, least, sums);
    }

    /** The same, whose answer is to be no older. */
    public Question noOlderThan(LeastAsOf asOf) {
        return new Question(aggregation, groups, windows, metrics, manifest, Optional.of(asOf), sums);
    }

    /** The same of windows that each have what is in those before them too. */
    public Question running() {
        return new Question(aggregation, groups, windows, metrics, manifest, least, Sums.RUNNING);
    }
}
