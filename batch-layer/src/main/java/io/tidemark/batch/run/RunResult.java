package io.tidemark.batch.run;

import io.tidemark.fault.Fault;
import java.util.List;

/**
 * What a run did.
 *
 * @param published the aggregations that it published
 * @param manifest the number of the last manifest it published, or 0
 * @param blocked what keeps a tidemark from going on, somebody must decide
 * @param notes what people should know besides
 * @param failures what failed; the others are published all the same
 */
public record RunResult(
        List<String> published, long manifest, List<Fault> blocked, List<String> notes, List<RunFailure> failures) {
    public RunResult {
        published = List.copyOf(published);
        blocked = List.copyOf(blocked);
        notes = List.copyOf(notes);
        failures = List.copyOf(failures);
    }
}
