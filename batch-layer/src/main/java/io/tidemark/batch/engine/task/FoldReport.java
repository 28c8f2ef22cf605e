package io.tidemark.batch.engine.task;

import io.tidemark.batch.engine.OperatorDelta;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link FoldTask} did.
 *
 * @param parts in the order of the parts
 * @param failed why nothing comes of the whole unit
 */
public record FoldReport(int unit, List<PartFolded> parts, Optional<TaskFailure> failed) {
    public FoldReport {
        parts = List.copyOf(parts);
    }

    /**
     * What became of one part in the unit.
     *
     * @param skipped records on which the user's code threw, constructors and event time among it
     * @param put what its operator put
     * @param stopped why nothing comes of the part
     */
    public record PartFolded(long folded, long skipped, Optional<OperatorDelta> put, Optional<TaskFailure> stopped) {}
}
