package io.tidemark.speed.generation;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.groups.WantedGroups.InOrder;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.speed.store.StateStore;
import io.tidemark.time.TimeRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A place in the rows that the store has of one segment, by group, then tile. Rows that are not wanted are passed over. */
final class SegmentCursor implements Comparable<SegmentCursor>, AutoCloseable {
    /** After so many rows in a row of the same group it pays to look for the next that may be wanted. */
    private static final int PASSED = 16;

    private static final int LOOK_UP = 0xFFF;

    private final Segment segment;
    private final Wanted wanted;
    private final StateStore.Cursor entries;
    private final boolean takesAll;
    private final ByteWriter sought = new ByteWriter();
    /** Of the named groups, the place of the one that is looked for. */
    private int named;

    /** The first bytes of what the row is ordered by: most rows differ in those. */
    private long order;

    private long orderAfter;

    private byte[] lastGroup = {};
    private boolean isLastWanted;
    private byte[] passedGroup = {};
    private int passed;
    private int passedInAll;
    private boolean isBegun;

    /** The rows that are wanted: those of the named groups, or those of groups in order. */
    record Wanted(TimeRange tiles, Optional<List<GroupKey>> named, Optional<InOrder> inOrder, GroupCodec codec) {}

    SegmentCursor(Segment segment, Wanted wanted) {
        this.segment = segment;
        this.wanted = wanted;
        this.takesAll = wanted.inOrder()
                .map(groups -> groups.filter().takesAll() && wanted.tiles().equals(TimeRange.ALL))
                .orElse(false);
        this.entries = segment.stored(wanted.inOrder().map(InOrder::from).orElse(GroupKey.FIRST));
        wanted.named().ifPresent(this::seekNamed);
    }

    /** Goes to the next row that is wanted. */
    boolean next() {
        boolean isAtRow = (isBegun && takesAll) ? entries.next() : nextWanted();
        if (isAtRow) {
            order = StateLayout.orderOf(entries.key(), entries.keyLength(), 0);
            orderAfter = StateLayout.orderOf(entries.key(), entries.keyLength(), Long.BYTES);
        }
        return isAtRow;
    }

    private boolean nextWanted() {
        return wanted.named().isPresent()
                ? nextNamed(wanted.named().get())
                : nextInOrder(wanted.inOrder().get());
    }

    private boolean nextInOrder(InOrder groups) {
        GroupFilter filter = groups.filter();
        boolean takesEach = filter.takesAll();
        while (entries.next()) {
            if (!isFrom(groups.from())) {
                pass(StateLayout.AFTER_TILES);
            } else if (!takesEach && !isGroupWanted(filter)) {
                if (isPast(filter)) {
                    return false;
                }
                pass(StateLayout.AFTER_TILES);
            } else if (wanted.tiles().contains(tileMillis())) {
                return true;
            } else {
                boolean isBefore = tileMillis() < wanted.tiles().firstMillis();
                pass(isBefore ? wanted.tiles().firstMillis() : StateLayout.AFTER_TILES);
            }
        }
        return false;
    }

    /** A place may be one between the tiles of a group that is before it, whose rows come first then. */
    private boolean isFrom(GroupKey first) {
        isBegun = isBegun || group().compareTo(first) >= 0;
        return isBegun;
    }

    /** Looked at once for all rows of a group. */
    private boolean isGroupWanted(GroupFilter filter) {
        if (!StateLayout.isOfGroup(entries.key(), entries.keyLength(), lastGroup)) {
            GroupKey group = group();
            lastGroup = group.bytes();
            isLastWanted = filter.takes(group, wanted.codec());
        }
        return isLastWanted;
    }

    private boolean isPast(GroupFilter filter) {
        return !filter.isPrefixOf(GroupKey.of(lastGroup));
    }

    /** A row of a group is not wanted, nor are those that follow up to a tile. */
    private void pass(long untilMillis) {
        if ((++passedInAll & LOOK_UP) == 0) {
            RealtimeScan.endIfAbandoned();
        }
        if (!StateLayout.isOfGroup(entries.key(), entries.keyLength(), passedGroup)) {
            passedGroup = group().bytes();
            passed = 0;
        } else if (++passed == PASSED) {
            passed = 0;
            segment.key(group(), untilMillis, sought);
            entries.seek(sought.toBytes());
        }
    }

    private boolean nextNamed(List<GroupKey> groups) {
        while (named < groups.size() && entries.next()) {
            GroupKey group = groups.get(named);
            if (StateLayout.isOfGroup(entries.key(), entries.keyLength(), group.bytes())
                    && wanted.tiles().contains(tileMillis())) {
                return true;
            }
            segment.key(group, Math.min(wanted.tiles().endMillis(), StateLayout.AFTER_TILES), sought);
            if (compare(entries.key(), entries.keyLength(), sought.array(), sought.size()) >= 0) {
                named++;
                seekNamed(groups);
            }
        }
        return false;
    }

    private void seekNamed(List<GroupKey> groups) {
        if (named < groups.size()) {
            segment.key(groups.get(named), wanted.tiles().firstMillis(), sought);
            entries.seek(sought.toBytes());
        }
    }

    private static int compare(byte[] one, int oneLength, byte[] other, int otherLength) {
        return Arrays.compareUnsigned(one, 0, oneLength, other, 0, otherLength);
    }

    boolean isOf(GroupKey group) {
        return StateLayout.isOfGroup(entries.key(), entries.keyLength(), group.bytes());
    }

    GroupKey group() {
        return StateLayout.groupOf(entries.key(), entries.keyLength());
    }

    long tileMillis() {
        return StateLayout.tileOf(entries.key(), entries.keyLength());
    }

    byte[] value() {
        return entries.value();
    }

    int valueLength() {
        return entries.valueLength();
    }

    /** By group and tile: what comes before them in the keys is the segments' own. */
    @Override
    public int compareTo(SegmentCursor other) {
        int byFirst = Long.compareUnsigned(order, other.order);
        int byStart = byFirst != 0 ? byFirst : Long.compareUnsigned(orderAfter, other.orderAfter);
        if (byStart != 0) {
            return byStart;
        }
        return StateLayout.compareRows(
                entries.key(), entries.keyLength(), other.entries.key(), other.entries.keyLength());
    }

    @Override
    public void close() {
        entries.close();
    }
}
