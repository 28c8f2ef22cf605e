package io.tidemark.seam;

import io.tidemark.fold.GroupKey;
import io.tidemark.groups.WantedGroups;
import io.tidemark.groups.WantedGroups.InOrder;
import io.tidemark.manifest.ViewId;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.util.Optional;
import java.util.Set;

/**
 * A question to the realtime view.
 *
 * @param view the version of an aggregation that the asker answers by
 * @param tidemark answer records from here on
 * @param partitions only these; empty: all
 * @param groups only these
 * @param tiles only tiles that start in this range
 */
public record RealtimeQuery(
        ViewId view, Tidemark tidemark, Optional<Set<PartitionId>> partitions, WantedGroups groups, TimeRange tiles) {
    /** The same of groups from one on alone. */
    public RealtimeQuery from(GroupKey first) {
        return groups instanceof InOrder inOrder && first.compareTo(inOrder.from()) > 0
                ? new RealtimeQuery(
                        view, tidemark, partitions, new InOrder(inOrder.filter(), first, inOrder.most()), tiles)
                : this;
    }

    /** The same of the first groups and of all behind them. */
    public RealtimeQuery unbounded() {
        return groups instanceof InOrder inOrder
                ? new RealtimeQuery(
                        view,
                        tidemark,
                        partitions,
                        new InOrder(inOrder.filter(), inOrder.from(), Integer.MAX_VALUE),
                        tiles)
                : this;
    }
}
