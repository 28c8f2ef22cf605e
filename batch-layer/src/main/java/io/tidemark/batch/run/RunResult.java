package io.tidemark.batch.run;

import java.util.List;

/**
 * What a run did.
 *
 * @param published the aggregations that it published
 * @param manifest the number of the last manifest it published, or 0
 * @param blocked what keeps a tidemark from going on, with the mend; somebody must decide
 * @param notes what people should know besides
 * @param failures one for each stream or aggregation that failed, naming it; the others are published all the same
 */
public record RunResult(
        List<String> published, long manifest, List<String> blocked, List<String> notes, List<String> failures) {
    public RunResult {
        published = List.copyOf(published);
        blocked = List.copyOf(blocked);
        notes = List.copyOf(notes);
        failures = List.copyOf(failures);
    }
}
