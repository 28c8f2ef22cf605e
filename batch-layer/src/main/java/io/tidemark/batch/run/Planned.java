package io.tidemark.batch.run;

import io.tidemark.batch.engine.Outcome.Built;
import io.tidemark.batch.engine.Part;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.ViewFiles;
import java.util.List;

/**
 * What a run will do for one aggregation: the work, and the entry that it will publish but for the files.
 *
 * @param to the view that it goes on from, moved to where the new one stands
 */
record Planned<E>(Part<E> part, AggregationView to, List<Gap> gaps, Horizon horizon) {
    AggregationView view(Built built, String run) {
        return new AggregationView(
                part.definition().name(),
                part.definition().fingerprint(),
                to.since(),
                to.tidemark(),
                to.ended(),
                ViewFiles.named(built.files()),
                Remembered.NOTHING,
                gaps,
                horizon,
                run);
    }
}
