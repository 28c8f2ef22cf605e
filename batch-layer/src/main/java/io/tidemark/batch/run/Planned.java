package io.tidemark.batch.run;

import io.tidemark.batch.engine.Outcome.Built;
import io.tidemark.batch.engine.Part;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.Tidemark;
import java.util.List;

/** What a run will do for one aggregation: the work, and the entry that it will publish but for the files. */
record Planned<E>(Part<E> part, OffsetVector since, Tidemark tidemark, List<Gap> gaps, Horizon horizon) {
    AggregationView view(Built built, String run) {
        return new AggregationView(
                part.definition().name(),
                part.definition().fingerprint(),
                since,
                tidemark,
                built.files(),
                gaps,
                horizon,
                run);
    }
}
