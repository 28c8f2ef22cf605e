package io.tidemark.batch.publish;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Other versions of what is published that no run has published for long, though there was something to publish: nobody keeps
 * them up any more. After a silence, one that stands where the published one stood is only waiting for its own next run.
 */
final class Forsaken {
    private Forsaken() {}

    /**
     * Those of a manifest.
     *
     * @param changed what is published now
     * @param oldestMillis who was published last before this was so long ago
     */
    static List<ViewId> of(Manifest newest, List<AggregationView> changed, long oldestMillis) {
        List<ViewId> forsaken = new ArrayList<>();
        for (AggregationView view : changed) {
            AggregationView before = newest.viewOrEmpty(view.id());
            for (AggregationView other : newest.versions(view.aggregation())) {
                long planned = other.horizon().plannedMillis();
                if (planned != LogClock.NONE && planned < oldestMillis && isBehind(other, before)) {
                    forsaken.add(other.id());
                }
            }
        }
        return forsaken;
    }

    private static boolean isBehind(AggregationView other, AggregationView before) {
        Tidemark reached = new Tidemark(other.positions());
        return before.positions().entrySet().stream()
                .anyMatch(place ->
                        reached.offset(place.getKey()) < place.getValue().offset());
    }
}
