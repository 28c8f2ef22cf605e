package io.tidemark.speed.generation;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.WantedGroups.InOrder;
import io.tidemark.groups.WantedGroups.Named;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.WouldWaitException;
import java.util.List;
import java.util.Optional;

/** The rows that a question is about, gathered from one partition after the other. Owned by one thread. */
public final class SelectedRows {
    /** So much a row takes on disk, compressed, or less. */
    private static final int MOST_STORED = 128;

    private final RowSelection selection;
    private final TileTable rows;
    private Optional<GroupKey> through = Optional.empty();
    private int looks;
    private long bytes;

    public SelectedRows(AggregationDefinition<?> definition, RowSelection selection) {
        this.selection = selection;
        this.rows = new TileTable(definition);
    }

    public TileTable rows() {
        return rows;
    }

    /** As {@link RealtimeAnswer#through}. */
    public Optional<GroupKey> through() {
        return through;
    }

    /** Whether the groups of what is read should be sorted first. */
    public boolean areFoundInOrder() {
        return selection.groups() instanceof InOrder wanted && wanted.isBounded();
    }

    /**
     * A row is looked at.
     *
     * @throws RealtimeAnswer.TooLargeException if it is one too many
     */
    void look() {
        if (++looks > selection.mostLooks()) {
            throw RealtimeAnswer.TooLargeException.INSTANCE;
        }
    }

    /**
     * A row is merged that takes about so much memory.
     *
     * @throws RealtimeAnswer.TooLargeException if that is too much together with the others
     */
    void takes(long rowBytes) {
        bytes += rowBytes;
        if (bytes > selection.mostBytes()) {
            throw RealtimeAnswer.TooLargeException.INSTANCE;
        }
    }

    /** Where all rows are looked at, it is known before that they are too many. */
    private void refuseMany(List<Segment> segments) {
        if (!(selection.groups() instanceof InOrder wanted) || wanted.isBounded()) {
            return;
        }
        long rows = looks;
        for (Segment segment : segments) {
            long stored = segment.isPartlyStored() ? segment.storedBytes() / MOST_STORED : 0;
            rows += Math.max(stored, segment.table().rows());
        }
        if (rows > selection.mostLooks()) {
            throw RealtimeAnswer.TooLargeException.INSTANCE;
        }
    }

    /** Merges what the segments of one partition hold. */
    void take(List<Segment> segments) {
        boolean mayWait = selection.reach() != RowSelection.Reach.MEMORY;
        for (Segment segment : segments) { // No stream: a small question takes little longer than one.
            if (!mayWait && segment.isPartlyStored()) {
                throw WouldWaitException.INSTANCE;
            }
        }
        refuseMany(segments);
        if (selection.groups() instanceof Named named) {
            for (Segment segment : segments) {
                segment.mergeNamed(named.keys(), selection.tiles(), this);
            }
        } else if (selection.groups() instanceof InOrder wanted) {
            GroupCodec codec = new GroupCodec(rows.definition().groups());
            FirstGroups found = new FirstGroups(wanted, selection.tiles(), codec);
            if (wanted.isBounded()) {
                segments.forEach(segment -> segment.findGroups(found, this));
            }
            segments.forEach(segment -> segment.mergeFound(found, this));
            through = RealtimeAnswer.nearest(through, found.through());
        }
    }
}
