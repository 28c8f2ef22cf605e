package io.tidemark.serving.ranges;

import io.tidemark.fold.GroupKey;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.Whole;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.time.TimeRange;
import java.util.Collections;
import java.util.List;

/**
 * Reads single groups wherever they are. The next ones that are wanted of a range are asked for together, since they are looked
 * up in their order. Owned by one thread.
 */
final class RangedReader implements IndexReader {
    /** More are another question. */
    private static final int MOST = 500;

    private final RangedIndex index;
    private final IndexReader local;
    private final List<GroupKey> wanted;

    private OwnedRows rows;
    private List<GroupKey> asked = List.of();
    private TimeRange askedTiles = TimeRange.ALL;
    /** The last one looked up of those that were asked for; null: none. */
    private GroupKey last;

    private boolean isAtRow;

    RangedReader(RangedIndex index, IndexReader local, List<GroupKey> wanted) {
        this.index = index;
        this.local = local;
        this.wanted = wanted;
    }

    @Override
    public void group(IndexedView view, GroupKey group, WantedTiles wantedTiles, RowVisitor visitor) {
        if (view.whole().isEmpty() || index.isOwn(view, group)) {
            local.group(view, group, wantedTiles, visitor);
            return;
        }
        // Of others each tile comes as a row of its own.
        TimeRange tiles = wantedTiles.range();
        if (rows != null && !tiles.equals(askedTiles)) {
            // Further tiles of one group: what was asked for of the next ones stays.
            readAlone(view.whole().get(), group, tiles, visitor);
            return;
        }
        boolean isAsked = Collections.binarySearch(asked, group) >= 0 && (last == null || last.compareTo(group) < 0);
        if (!isAsked) {
            ask(view.whole().get(), group, tiles);
        }
        last = group;
        while (isAtRow && rows.group().compareTo(group) < 0) {
            isAtRow = rows.next();
        }
        boolean goesOn = true;
        while (goesOn && isAtRow && rows.group().equals(group)) {
            goesOn = visitor.row(rows.row());
            isAtRow = rows.next();
        }
    }

    private void readAlone(Whole view, GroupKey group, TimeRange tiles, RowVisitor visitor) {
        try (OwnedRows alone = index.named(view, List.of(group), tiles)) {
            boolean goesOn = true;
            while (goesOn && alone.next()) {
                goesOn = visitor.row(alone.row());
            }
        }
    }

    private void ask(Whole view, GroupKey group, TimeRange tiles) {
        int place = Collections.binarySearch(wanted, group);
        asked = place < 0 ? List.of(group) : index.ofOneRange(view, wanted.subList(place, wanted.size()), MOST);
        askedTiles = tiles;
        last = null;
        if (rows != null) {
            rows.close();
        }
        rows = index.named(view, asked, tiles);
        isAtRow = rows.next();
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
        local.close();
    }
}
