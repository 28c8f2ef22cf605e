package io.tidemark.serving.ranges;

import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupBorders;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.BestGroups;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.Hold;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.Whole;
import io.tidemark.serving.index.RangeAwayException;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.serving.ranges.RangeQuestion.What;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The index of a node that holds one range of the groups of divided views, and asks the others for theirs. Ranges follow one
 * another, so that what is read of all groups is read range by range, in order. What nobody can be asked for fails with a {@link
 * RangeAwayException}; it is never left out. Aggregations that are not divided are here alone.
 */
final class RangedIndex implements BatchIndex {
    private final BatchIndex local;
    private final RangeLayout layout;
    private final String digest;
    private final int own;
    private final List<RangeOwners> owners;
    private final RangeParts parts;

    /** @param owners of each range; the own one's are not asked */
    RangedIndex(BatchIndex local, RangeLayout layout, int own, List<RangeOwners> owners, RangeParts parts) {
        this.local = local;
        this.layout = layout;
        this.digest = layout.digest();
        this.own = own;
        this.owners = owners;
        this.parts = parts;
    }

    @Override
    public boolean holds(String fingerprint, ViewFile file) {
        return local.holds(fingerprint, file);
    }

    @Override
    public Hold hold(AggregationView view) {
        return local.hold(view);
    }

    @Override
    public IndexedView load(AggregationView view, AggregationDefinition<?> definition, BatchViews views) {
        return layout.divides(view.aggregation()) && view.content().count() > 0
                ? parts.load(view, definition, views)
                : local.load(view, definition, views);
    }

    @Override
    public boolean isWhole(IndexedView view) {
        keep(view);
        return local.isWhole(view);
    }

    @Override
    public void keep(IndexedView view) {
        view.whole().ifPresent(parts::touch);
    }

    @Override
    public void dropUnheld() {
        parts.settle();
        local.dropUnheld();
    }

    @Override
    public IndexReader reader() {
        return reader(List.of());
    }

    @Override
    public IndexReader reader(List<GroupKey> wanted) {
        return new RangedReader(this, local.reader(), wanted);
    }

    boolean isOwn(IndexedView view, GroupKey group) {
        return layout.rangeOf(aggregation(view.whole().orElseThrow()), group) == own;
    }

    /** Of groups in order, those from the first on that are in its range. */
    List<GroupKey> ofOneRange(Whole view, List<GroupKey> groups, int most) {
        GroupRange range = layout.range(aggregation(view), layout.rangeOf(aggregation(view), groups.get(0)));
        int end = 1;
        while (end < Math.min(most, groups.size()) && !range.isBefore(groups.get(end))) {
            end++;
        }
        return List.copyOf(groups.subList(0, end));
    }

    /** The rows of groups of one range that is not here. */
    OwnedRows named(Whole view, List<GroupKey> groups, TimeRange tiles) {
        int range = layout.rangeOf(aggregation(view), groups.get(0));
        return ask(question(view, range, What.ROWS_OF_NAMED, tiles, GroupRange.ALL, groups));
    }

    @Override
    public void scan(IndexedView view, WantedTiles tiles, GroupRange groups, RowVisitor visitor) {
        if (isHere(view)) {
            local.scan(view, tiles, groups, visitor);
            return;
        }
        Until until = new Until();
        for (Piece piece : pieces(view.whole().get(), groups)) {
            piece.read(
                    until,
                    here -> local.scan(view, tiles, here, row -> until.is(visitor.row(row))),
                    piece.asked(What.ROWS, tiles.range()),
                    there -> visitor.row(there.row()));
        }
    }

    /** Whoever has a range finds out which of its groups are the best, unless it cannot: its rows say so, too. */
    @Override
    public void best(IndexedView view, BestGroups best, RowVisitor visitor) {
        if (isHere(view)) {
            local.best(view, best, visitor);
            return;
        }
        List<Piece> pieces = pieces(view.whole().get(), best.groups());
        // All at once: each looks through its range before it sends a row.
        List<CompletableFuture<OwnedRows>> begun = pieces.stream()
                .filter(piece -> !piece.isOwn())
                .map(piece -> owners.get(piece.number).aside(() -> ranked(piece, best)))
                .toList();
        try {
            Until until = new Until();
            Iterator<CompletableFuture<OwnedRows>> others = begun.iterator();
            for (Piece piece : pieces) {
                if (piece.isOwn()) {
                    until.whileOn(() -> local.best(view, best.of(piece.groups), row -> until.is(visitor.row(row))));
                } else {
                    until.read(awaited(others.next()), there -> visitor.row(there.row()));
                }
            }
        } finally {
            begun.forEach(RangedIndex::letGo);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // They are closed once they are there, or never were.
    private static void letGo(CompletableFuture<OwnedRows> rows) {
        rows.thenAccept(OwnedRows::close);
    }

    private OwnedRows ranked(Piece piece, BestGroups best) {
        RangeQuestion rows = piece.asked(What.ROWS, best.tiles());
        try {
            return begun(rows.best(best.ranking()));
        } catch (RangeAwayException cannotRank) {
            return begun(rows);
        }
    }

    private static OwnedRows awaited(CompletableFuture<OwnedRows> rows) {
        try {
            return rows.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the asker waits no longer");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            // Nothing that is checked is thrown where they are begun.
            throw (RuntimeException) e.getCause();
        }
    }

    @Override
    public void groups(IndexedView view, TimeRange tiles, GroupRange groups, Predicate<GroupKey> visitor) {
        if (isHere(view)) {
            local.groups(view, tiles, groups, visitor);
            return;
        }
        Until until = new Until();
        for (Piece piece : pieces(view.whole().get(), groups)) {
            piece.read(
                    until,
                    here -> local.groups(view, tiles, here, group -> until.is(visitor.test(group))),
                    piece.asked(What.GROUPS, tiles),
                    there -> visitor.test(there.group()));
        }
    }

    /** Whether a visitor has not had enough yet. */
    private static final class Until {
        private boolean goesOn = true;

        boolean is(boolean visitorGoesOn) {
            goesOn = visitorGoesOn;
            return goesOn;
        }

        void whileOn(Runnable reading) {
            if (goesOn) {
                reading.run();
            }
        }

        /** Reads rows that are at their first, if there is one. */
        void read(OwnedRows rows, Predicate<OwnedRows> visitor) {
            while (goesOn && rows.isAtRow()) {
                is(visitor.test(rows));
                if (goesOn) {
                    rows.next();
                }
            }
        }
    }

    /** What is asked for of one range. */
    private final class Piece {
        private final Whole view;
        private final int number;
        private final GroupRange groups;

        Piece(Whole view, int number, GroupRange groups) {
            this.view = view;
            this.number = number;
            this.groups = groups;
        }

        boolean isOwn() {
            return number == own;
        }

        RangeQuestion asked(What what, TimeRange tiles) {
            return question(view, number, what, tiles, groups, List.of());
        }

        /** Reads it wherever it is, unless there was enough before. */
        void read(Until until, Consumer<GroupRange> here, RangeQuestion question, Predicate<OwnedRows> there) {
            until.whileOn(() -> {
                if (isOwn()) {
                    here.accept(groups);
                    return;
                }
                try (OwnedRows rows = begun(question)) {
                    until.read(rows, there);
                }
            });
        }
    }

    /** At their first row, if there is one. To be closed. */
    private OwnedRows begun(RangeQuestion question) {
        OwnedRows rows = ask(question);
        try {
            rows.next();
            return rows;
        } catch (Throwable away) {
            rows.close();
            throw away;
        }
    }

    /** The ranges that have some of these groups, in order, each with those that it has. */
    private List<Piece> pieces(Whole view, GroupRange groups) {
        List<Piece> pieces = new ArrayList<>();
        int number = layout.rangeOf(aggregation(view), groups.first());
        while (!groups.isEmpty()
                && number < layout.size()
                && !groups.isBefore(layout.range(aggregation(view), number))) {
            GroupRange range = layout.range(aggregation(view), number);
            pieces.add(new Piece(view, number, range.from(groups.first()).until(groups.end())));
            number++;
        }
        return pieces;
    }

    private RangeQuestion question(
            Whole view, int range, What what, TimeRange tiles, GroupRange groups, List<GroupKey> keys) {
        return new RangeQuestion(digest, range, view, what, tiles, groups, keys);
    }

    private OwnedRows ask(RangeQuestion question) {
        return new OwnedRows(
                owners.get(question.range()),
                question,
                layout.describe(aggregation(question.view()), question.range()));
    }

    private static String aggregation(Whole view) {
        return view.view().name();
    }

    @Override
    public boolean isHere(IndexedView view) {
        return view.whole().isEmpty();
    }

    @Override
    public Optional<String> awaited(IndexedView view) {
        if (isHere(view)) {
            return Optional.empty();
        }
        Whole whole = view.whole().get();
        for (Piece piece : pieces(whole, GroupRange.ALL)) {
            if (!piece.isOwn()
                    && owners.get(piece.number)
                            .haveLoaded(piece.asked(What.GROUPS, TimeRange.ALL))
                            .filter(have -> !have)
                            .isPresent()) {
                return Optional.of(layout.describe(aggregation(whole), piece.number) + " is not loaded yet");
            }
        }
        return Optional.empty();
    }

    @Override
    public void require(IndexedView view, List<GroupRange> groups) {
        if (isHere(view)) {
            return;
        }
        Whole whole = view.whole().get();
        Map<Integer, Piece> oneOfEach = new TreeMap<>();
        groups.forEach(range -> pieces(whole, range).forEach(piece -> oneOfEach.putIfAbsent(piece.number, piece)));
        for (Piece piece : oneOfEach.values()) {
            if (!piece.isOwn()) {
                try (OwnedRows none = named(whole, List.of(piece.groups.first()), TimeRange.ALL)) {
                    none.next();
                }
            }
        }
    }

    /** One piece a range, if there may be as many: they are asked for side by side then. */
    @Override
    public GroupBorders borders(IndexedView view, TimeRange tiles, int pieces) {
        GroupBorders here = local.borders(view, tiles, pieces);
        if (isHere(view)) {
            return here;
        }
        List<GroupKey> places = new ArrayList<>();
        for (int piece = 1; piece < Math.min(pieces, layout.size()); piece++) {
            int range = piece * layout.size() / Math.min(pieces, layout.size());
            places.add(layout.range(aggregation(view.whole().get()), range).first());
        }
        return new GroupBorders(List.copyOf(places), here.bytes() * layout.size());
    }

    @Override
    public int files() {
        return local.files();
    }

    @Override
    public long rows() {
        return local.rows();
    }

    @Override
    public void close() {
        local.close();
    }
}
