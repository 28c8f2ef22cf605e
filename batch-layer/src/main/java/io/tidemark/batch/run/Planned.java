package io.tidemark.batch.run;

import io.tidemark.batch.engine.Outcome.Built;
import io.tidemark.batch.engine.Part;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.tidemark.Tidemark;
import java.util.List;

/** What a run will do for one aggregation: the work, and the entry that it will publish but for the files. */
record Planned<E>(Part<E> part, Tidemark tidemark, List<Gap> gaps) {
    AggregationView view(Built built, String run) {
        return new AggregationView(
                part.definition().name(),
                part.definition().fingerprint(),
                tidemark,
                built.files(),
                gaps,
                part.expiredBeforeMillis(),
                run);
    }
}
