package io.tidemark.batch.run;

import static io.tidemark.batch.Batch.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a recompute replaces, and what it leaves alone. */
class RecomputeTest extends OneBatchLayer {
    @Test
    void aRecomputeReplacesWholeTilesOfItsRangeAndNothingElse() throws Exception {
        batch.hours(4, 5);
        batch.run(NEXT);
        AggregationView before = batch.view("by-origin");
        long first = Batch.START.plus(Duration.ofMinutes(90)).toEpochMilli();
        TimeRange range = new TimeRange(first, first + 1);
        RunResult result = batch.run(new RunRequest.Recompute(Set.of("by-origin"), range));
        assertEquals(List.of("by-origin"), result.published());
        AggregationView after = batch.view("by-origin");
        Set<ViewFile> changed = new HashSet<>(after.files());
        before.files().forEach(changed::remove);
        assertEquals(1, changed.size());
        assertTrue(changed.iterator().next().tiles().contains(first));
        batch.check(MODEL, "recomputed");
    }

    @Test
    void aRecomputeMendsWhatIsWrongInItsRange() throws Exception {
        batch.hours(4, 5);
        batch.run(NEXT);
        // A view that lost its files is wrong in every tile.
        AggregationView right = batch.view("by-origin");
        AggregationView wrong = new AggregationView(
                right.aggregation(),
                right.fingerprint(),
                right.since(),
                right.tidemark(),
                List.of(),
                right.gaps(),
                right.horizon(),
                "wrong");
        var manifests = batch.manifests(batch.storage());
        manifests.publish(manifests.newest(), wrong);
        batch.run(new RunRequest.Recompute(Set.of("by-origin"), TimeRange.ALL));
        batch.check(MODEL, "mended");
    }

    @Test
    void aRecomputeWhoseRangePrunesEveryFileKeepsTheCut() throws Exception {
        batch.hours(2, 1);
        batch.run(NEXT);
        AggregationView before = batch.view("by-origin");
        TimeRange longAgo = new TimeRange(0, Duration.ofHours(1).toMillis());
        batch.run(new RunRequest.Recompute(Set.of(), longAgo));
        AggregationView after = batch.view("by-origin");
        assertEquals(before.tidemark(), after.tidemark());
        assertEquals(before.files(), after.files());
        assertEquals(before.horizon(), after.horizon());
        batch.check(MODEL, "pruned");
    }
}
