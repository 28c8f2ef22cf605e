package io.tidemark.serving.merge;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.IndexReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Goes through groups in order, each with its windows put together from both views. Groups that are named are looked up;
 * others are found by a scan of the batch view, with the realtime view's own groups filed in where they sort. Holds one
 * group at a time. Owned by one thread.
 */
final class GroupMerge {
    private final ServedView view;
    private final TileTable realtime;
    private final BatchIndex index;
    private final GroupFilter filter;
    private final GroupCodec codec;
    private final WindowPlan plan;
    private final WindowCells cells;
    private final GroupSink sink;

    private GroupKey current;
    private boolean isCurrentWanted;
    private boolean isEnough;
    private List<GroupKey> realtimeGroups = List.of();
    private int nextRealtimeGroup;

    /** What takes a group's windows; they are valid only during the call. */
    @FunctionalInterface
    interface GroupSink {
        /** Returns whether to go on. */
        boolean group(GroupKey group, WindowCells windows);
    }

    GroupMerge(ServedView view, TileTable realtime, BatchIndex index, Question question, GroupSink sink) {
        this.view = view;
        this.realtime = realtime;
        this.index = index;
        this.filter = question.groups();
        this.codec = new GroupCodec(view.definition().groups());
        long expiredBefore = view.entry().expiredBeforeMillis();
        this.plan = question.windows().withoutExpired(expiredBefore);
        this.cells = new WindowCells(view.definition(), plan, expiredBefore);
        this.sink = sink;
    }

    /** Goes through all groups that are asked for, from one on. */
    void from(GroupKey first) {
        if (filter.keys().isPresent()) {
            lookUp(filter.keys().get(), first);
        } else {
            scan(first);
        }
    }

    private void lookUp(List<GroupKey> keys, GroupKey first) {
        try (IndexReader reader = index.reader()) {
            for (GroupKey key : keys) {
                if (key.compareTo(first) < 0) {
                    continue;
                }
                cells.clear();
                reader.group(view.files(), key, plan.tiles(), (group, tile, row) -> {
                    cells.addBatch(tile, row);
                    return true;
                });
                realtime.forEachRowOf(key, row -> cells.addRealtime(realtime, row));
                if (cells.size() > 0 && !sink.group(key, cells)) {
                    return;
                }
            }
        }
    }

    private void scan(GroupKey first) {
        GroupKey start = GroupKey.of(filter.prefix());
        start = start.compareTo(first) < 0 ? first : start;
        realtimeGroups = realtimeGroups(start);
        index.scan(view.files(), plan.tiles(), start, this::batchRow);
        finishGroup();
        while (!isEnough && nextRealtimeGroup < realtimeGroups.size()) {
            realtimeOnly();
        }
    }

    private boolean batchRow(GroupKey group, long tileMillis, byte[] row) {
        if (!group.equals(current)) {
            finishGroup();
            if (!filter.isPrefixOf(group)) {
                return false;
            }
            while (!isEnough
                    && nextRealtimeGroup < realtimeGroups.size()
                    && realtimeGroups.get(nextRealtimeGroup).compareTo(group) < 0) {
                realtimeOnly();
            }
            if (isEnough) {
                return false;
            }
            current = group;
            isCurrentWanted = filter.takes(group, codec);
        }
        if (isCurrentWanted) {
            cells.addBatch(tileMillis, row);
        }
        return true;
    }

    private void finishGroup() {
        if (current == null) {
            return;
        }
        GroupKey group = current;
        current = null;
        if (nextRealtimeGroup < realtimeGroups.size()
                && realtimeGroups.get(nextRealtimeGroup).equals(group)) {
            nextRealtimeGroup++;
            realtime.forEachRowOf(group, row -> cells.addRealtime(realtime, row));
        }
        pass(group);
    }

    private void realtimeOnly() {
        GroupKey group = realtimeGroups.get(nextRealtimeGroup++);
        realtime.forEachRowOf(group, row -> cells.addRealtime(realtime, row));
        pass(group);
    }

    private void pass(GroupKey group) {
        if (cells.size() > 0 && !isEnough) {
            isEnough = !sink.group(group, cells);
        }
        cells.clear();
    }

    private List<GroupKey> realtimeGroups(GroupKey start) {
        TreeSet<GroupKey> groups = new TreeSet<>();
        for (int row = 0; row < realtime.rows(); row++) {
            GroupKey group = realtime.group(row);
            if (group.compareTo(start) >= 0 && filter.takes(group, codec)) {
                groups.add(group);
            }
        }
        return new ArrayList<>(groups);
    }
}
