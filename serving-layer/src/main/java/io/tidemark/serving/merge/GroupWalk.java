package io.tidemark.serving.merge;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.time.TimeRange;
import java.util.Optional;
import java.util.function.Predicate;

/** Goes through the groups that either view has a row of, in order. Holds one at a time. Owned by one thread. */
final class GroupWalk {
    private static final int LOOK_UP = 0xFF;

    private final ServedView view;
    private final RealtimeRows realtime;
    private final GroupFilter filter;
    private final GroupCodec codec;
    private final TimeRange tiles;

    private Optional<GroupKey> after;
    private Predicate<GroupKey> visitor;
    private boolean isEnough;
    private int groups;

    GroupWalk(ServedView view, RealtimeRows realtime, GroupFilter filter, TimeRange tiles) {
        this.view = view;
        this.realtime = realtime;
        this.filter = filter;
        this.codec = new GroupCodec(view.definition().groups());
        this.tiles = tiles;
    }

    /** Visits groups, from after one on, as long as the visitor goes on and the realtime view's rows are here. */
    void from(BatchIndex index, Optional<GroupKey> place, Predicate<GroupKey> goesOn) {
        after = place;
        visitor = goesOn;
        GroupKey first = filter.from(after.orElse(GroupKey.FIRST));
        realtime.begin(first, group -> !isPast(group) && filter.takes(group, codec));
        index.groups(view.files(), tiles, GroupRange.ALL.from(first).until(filter.end()), group -> {
            if (isPast(group) || !filter.isPrefixOf(group)) {
                return false;
            }
            if (filter.takes(group, codec)) {
                realtimeBefore(group);
                if (!isEnough && group.equals(realtime.head())) {
                    realtime.pass(tiles);
                }
                visit(group);
            }
            return !isEnough;
        });
        realtimeBefore(null);
    }

    private boolean isPast(GroupKey group) {
        return realtime.through().isPresent()
                && group.compareTo(realtime.through().get()) > 0;
    }

    /** The groups that only the realtime view has, up to one of the batch view; null: all that are left. */
    private void realtimeBefore(GroupKey end) {
        GroupKey group = realtime.head();
        while (!isEnough && group != null && (end == null || group.compareTo(end) < 0)) {
            if (realtime.pass(tiles)) {
                visit(group);
            }
            group = realtime.head();
        }
    }

    private void visit(GroupKey group) {
        if ((++groups & LOOK_UP) == 0) {
            RealtimeScan.endIfAbandoned();
        }
        if (!isEnough && !(after.isPresent() && after.get().equals(group))) {
            isEnough = !visitor.test(group);
        }
    }
}
