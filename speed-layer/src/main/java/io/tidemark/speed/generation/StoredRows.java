package io.tidemark.speed.generation;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.MergeHeads;
import io.tidemark.groups.WantedGroups;
import io.tidemark.groups.WantedGroups.InOrder;
import io.tidemark.groups.WantedGroups.Named;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows that a question is about as they are in the store, of one partition after the other, in the order of groups, then
 * tiles: a merge of one cursor a segment, which sees what was stored when it was opened. Whoever opens them sees to it that
 * all there is is stored. Holds no more than a row a segment. Owned by one thread. To be closed.
 */
public final class StoredRows implements RealtimeScan {
    private final SegmentCursor.Wanted wanted;
    private final List<SegmentCursor> cursors = new ArrayList<>();
    private final MergeHeads<SegmentCursor> heads = new MergeHeads<>();
    private final ByteReader accumulators = new ByteReader(new byte[0]);
    private boolean isBegun;
    /** The one that the row at hand is of; it is not among the heads then. */
    private SegmentCursor current;

    private GroupKey group;
    private Coverage coverage = Coverage.NONE;

    public StoredRows(AggregationDefinition<?> definition, WantedGroups groups, TimeRange tiles) {
        GroupCodec codec = new GroupCodec(definition.groups());
        if (groups instanceof Named named) {
            List<GroupKey> sorted = named.keys().stream().sorted().toList();
            wanted = new SegmentCursor.Wanted(tiles, Optional.of(sorted), Optional.empty(), codec);
        } else {
            wanted = new SegmentCursor.Wanted(tiles, Optional.empty(), Optional.of((InOrder) groups), codec);
        }
    }

    /** Opens what the store has of the segments of one partition. */
    void take(List<Segment> segments) {
        for (Segment segment : segments) {
            cursors.add(new SegmentCursor(segment, wanted));
        }
    }

    /** What it covers, once all of it is open. */
    public StoredRows proving(Coverage proof) {
        coverage = proof;
        return this;
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    /**
     * Goes to the next row, at first to the first. Returns whether there is one.
     *
     * @throws StateStoreException if it cannot be read
     */
    @Override
    public boolean next() {
        if (!isBegun) {
            isBegun = true;
            for (SegmentCursor cursor : cursors) {
                if (cursor.next()) {
                    heads.add(cursor);
                }
            }
            current = heads.poll();
        } else if (current != null) {
            current = current.next() ? heads.pollAfter(current) : heads.poll();
        }
        if (current != null && (group == null || !current.isOf(group))) {
            group = current.group();
        }
        return current != null;
    }

    @Override
    public GroupKey group() {
        return group;
    }

    @Override
    public long tileMillis() {
        return current.tileMillis();
    }

    @Override
    public ByteReader accumulators() {
        return accumulators.reset(current.value(), 0, current.valueLength());
    }

    @Override
    public void close() {
        cursors.forEach(SegmentCursor::close);
    }
}
