package io.tidemark.serving.merge;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.BestGroups;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.RowsRead;
import io.tidemark.serving.merge.cells.Kept;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.question.Sums;
import io.tidemark.serving.merge.window.SessionReach;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.time.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Goes through groups in order, each with its windows put together from both views. Groups that are named are looked up;
 * others are found by a scan of the batch view, with the realtime view's own groups filed in where they sort. Holds one
 * group at a time. Owned by one thread.
 */
final class GroupMerge {
    private static final int LOOK_UP = 0xFF;

    private final Sources sources;
    private final Batch batch;
    private final RealtimeRows realtime;
    private final Optional<GroupKey> through;
    private final GroupRange range;
    private final GroupFilter filter;
    private final GroupCodec codec;
    private final WindowPlan plan;
    private final WantedTiles tiles;
    private final WindowCells cells;
    private final Sums sums;
    private final GroupSink sink;
    /** Whether what comes after the last window kept is of no use: a group's rows come in the order of their tiles. */
    private final boolean mayEndEarly;

    private final RowVisitor lookedUp;

    private Optional<Place> after = Optional.empty();
    private GroupKey current;
    private boolean isCurrentWanted;
    private boolean isEnough;
    private int groups;
    private final RowsRead.Counter read = new RowsRead.Counter();

    /** What takes a group's windows; they are valid only during the call. */
    @FunctionalInterface
    interface GroupSink {
        /** Returns whether to go on. */
        boolean group(GroupKey group, WindowCells windows);
    }

    /**
     * A batch view's rows, wherever they are.
     *
     * @param best of those that are not looked up the rows of these groups are enough; empty: all are wanted
     */
    record Batch(AggregationDefinition<?> definition, IndexedView files, BatchIndex index, Optional<BestGroups> best) {
        Batch(AggregationDefinition<?> definition, IndexedView files, BatchIndex index) {
            this(definition, files, index, Optional.empty());
        }

        void scan(WantedTiles tiles, GroupRange groups, RowVisitor visitor) {
            if (best.isPresent()) {
                index.best(files, best.get().of(groups), visitor);
            } else {
                index.scan(files, tiles, groups, visitor);
            }
        }
    }

    /**
     * What a merge reads, and how much of each group it keeps.
     *
     * @param firstMillis tiles that start before are not answered
     * @param holding takes notice of what is kept
     * @param range only these groups, unless they are named
     * @param totals of named groups, if each has one window alone
     */
    record Sources(
            Batch batch,
            RealtimeRows realtime,
            Kept kept,
            long firstMillis,
            Holding holding,
            GroupRange range,
            Optional<BatchTotals> totals) {
        Sources in(GroupRange groups, RealtimeRows rows) {
            return new Sources(batch, rows, kept, firstMillis, holding, groups, totals);
        }

        /** Of the batch view alone, in which groups may be left out that are none of the best. */
        Sources ofBatch(Optional<BestGroups> best) {
            Batch ofBest = new Batch(batch.definition(), batch.files(), batch.index(), best);
            return new Sources(ofBest, RealtimeRows.none(), kept, firstMillis, holding, range, totals);
        }

        Sources with(BatchTotals known) {
            return new Sources(batch, realtime, kept, firstMillis, holding, range, Optional.of(known));
        }

        WindowCells cells(WindowPlan plan, Kept windows) {
            return new WindowCells(batch.definition(), plan, firstMillis, windows, holding);
        }

        IndexReader reader(WindowPlan plan, List<GroupKey> wanted) {
            IndexReader reader = batch.index().reader(wanted);
            return totals.isPresent()
                    ? totals.get().reader(reader, cells(plan, new Kept(kept.windows(), kept.order())))
                    : reader;
        }
    }

    GroupMerge(Sources sources, Question question, GroupSink sink) {
        this.sources = sources;
        this.batch = sources.batch();
        this.realtime = sources.realtime();
        this.through = realtime.through();
        this.range = sources.range();
        this.filter = question.groups();
        this.codec = new GroupCodec(batch.definition().groups());
        this.plan = question.windows().withoutExpired(sources.firstMillis());
        this.tiles = new WantedTiles(plan.tiles(), plan::joins);
        this.cells = sources.cells(plan, sources.kept());
        this.sums = question.sums();
        this.sink = sink;
        this.mayEndEarly = sources.kept().order() == Order.EARLIEST_FIRST;
        this.lookedUp = row -> {
            count(row);
            return add(row);
        };
    }

    /**
     * Goes through all groups that are asked for, from the start or from after a row. Returns whether the sink had enough,
     * or all of them: false if there may be more behind the last group of which the realtime view's rows are here.
     */
    boolean from(Optional<Place> place) {
        after = place;
        GroupKey first = place.map(Place::group).orElse(GroupKey.FIRST);
        if (filter.keys().isPresent()) {
            lookUp(filter.keys().get(), first);
            return true;
        }
        scan(first);
        return isEnough || through.isEmpty();
    }

    private void count(IndexRow row) {
        read.count(row.level());
    }

    /** How many rows of the batch view were read. */
    RowsRead read() {
        return read.all();
    }

    /** The earliest windows that have data and cannot be put together. */
    List<LeftOutWindow> leftOut() {
        return cells.leftOut();
    }

    private void lookUp(List<GroupKey> keys, GroupKey first) {
        try (IndexReader reader = sources.reader(plan, keys)) {
            for (GroupKey key : keys) {
                if (key.compareTo(first) < 0) {
                    continue;
                }
                current = key;
                begin(key);
                if (plan instanceof SessionReach) {
                    takeRealtime(key);
                    readOutward(reader, key);
                } else {
                    reader.group(batch.files(), key, tiles, lookedUp);
                    takeRealtime(key);
                }
                pass(key);
                if (isEnough) {
                    return;
                }
            }
        }
    }

    /** Reads as many tiles of a group as its windows need, which is known from those that are here. */
    private void readOutward(IndexReader reader, GroupKey key) {
        TimeRange read = cells.needed();
        reader.group(batch.files(), key, tiles.in(read), lookedUp);
        // Further each time, so that what is here is not looked through for each tile.
        long further = batch.definition().tile().millis();
        for (TimeRange needed = cells.needed(); !read.holds(needed); needed = cells.needed()) {
            if (needed.firstMillis() < read.firstMillis()) {
                long first =
                        Math.max(needed.firstMillis() - further, plan.tiles().firstMillis());
                reader.group(batch.files(), key, tiles.in(new TimeRange(first, read.firstMillis())), lookedUp);
                read = new TimeRange(first, read.endMillis());
            }
            if (needed.endMillis() > read.endMillis()) {
                long end = Math.min(needed.endMillis() + further, plan.tiles().endMillis());
                reader.group(batch.files(), key, tiles.in(new TimeRange(read.endMillis(), end)), lookedUp);
                read = new TimeRange(read.firstMillis(), end);
            }
            further *= 2;
        }
    }

    private void scan(GroupKey first) {
        GroupKey start = filter.from(first.compareTo(range.first()) < 0 ? range.first() : first);
        realtime.begin(start, group -> !isPast(group) && filter.takes(group, codec));
        batch.scan(tiles, range.from(start).until(filter.end()), this::batchRow);
        finishGroup();
        realtimeBefore(range.end().orElse(null));
    }

    private boolean batchRow(IndexRow row) {
        count(row);
        GroupKey group = row.group();
        if (!group.equals(current)) {
            finishGroup();
            if (!filter.isPrefixOf(group) || range.isBefore(group)) {
                return false;
            }
            realtimeBefore(group);
            if (isEnough || isPast(group)) {
                return false;
            }
            endIfAbandoned();
            current = group;
            begin(group);
            isCurrentWanted = filter.takes(group, codec);
        }
        // A group with as many windows as are kept fills its page by itself: no other is needed.
        return !isCurrentWanted || add(row);
    }

    /** Takes a row of the current group in. Returns whether those behind it may be of use. */
    private boolean add(IndexRow row) {
        flow(row.tileMillis());
        return !isEnough && (cells.addBatch(row) || !(mayEndEarly && cells.isFull()));
    }

    private boolean isPast(GroupKey group) {
        return range.isBefore(group) || (through.isPresent() && group.compareTo(through.get()) > 0);
    }

    private void finishGroup() {
        if (current == null) {
            return;
        }
        GroupKey group = current;
        current = null;
        if (isCurrentWanted) {
            takeRealtime(group);
            pass(group);
        }
    }

    /** The groups that only the realtime view has, up to one of the batch view; null: all that are left. */
    private void realtimeBefore(GroupKey end) {
        GroupKey group = realtime.head();
        while (!isEnough && group != null && (end == null || group.compareTo(end) < 0)) {
            endIfAbandoned();
            begin(group);
            takeRealtime(group);
            pass(group);
            group = realtime.head();
        }
    }

    /** Passes on what is complete of a group with many windows, before a row of its batch view is added. */
    private void flow(long tileMillis) {
        if (cells.areManyBefore(tileMillis)) {
            realtime.take(current, cells.endMillis(), cells);
            pass(current);
            begin(current);
        }
    }

    /** All that is left of a group, the same way. */
    private void takeRealtime(GroupKey group) {
        while (!isEnough && realtime.take(group, Long.MAX_VALUE, cells)) {
            pass(group);
            begin(group);
        }
    }

    private void endIfAbandoned() {
        if ((++groups & LOOK_UP) == 0) {
            RealtimeScan.endIfAbandoned();
        }
    }

    private void pass(GroupKey group) {
        cells.finish();
        if (sums == Sums.OF_EACH) {
            cells.leaveOutTakenBack();
        }
        if (cells.size() > 0 && !isEnough) {
            isEnough = !sink.group(group, cells);
        }
    }

    private void begin(GroupKey group) {
        cells.begin(
                after.isPresent() && after.get().group().equals(group)
                        ? OptionalLong.of(after.get().firstMillis())
                        : OptionalLong.empty());
    }
}
