package io.tidemark.serving.merge;

import io.tidemark.cut.Cut;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.seam.Coverage;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.serving.flip.HistoricViews;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.BatchRankings.Candidates;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.AnswerSink;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.Origin;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.cells.Kept;
import io.tidemark.serving.merge.cells.RunningTotal;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.question.Sums;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/** One question being answered: the one view, pinned, and the one realtime answer. Owned by one thread. To be closed. */
final class Reading implements AutoCloseable {
    private final Views views;
    private final Question question;
    private final Holding holding;
    private final ServedView view;
    private final GroupCodec codec;
    private final RealtimeRows realtime;
    private final Settling settling;
    private final RunningTotal total = new RunningTotal();
    /** Tiles that start before are not answered (PROTOCOL 9). */
    private final long firstMillis;

    /** What all questions are answered from. */
    record Views(
            ServedViews served,
            HistoricViews historic,
            BatchIndex index,
            BatchRankings rankings,
            RankedMerge ranked,
            NewestAsOf newestAsOf,
            AwaitedAsOf awaited,
            Clock clock,
            Cut cut) {
        ServedView pinned(Question question) {
            return question.manifest().isPresent()
                    ? historic.pinned(
                            question.aggregation(), question.manifest().getAsLong())
                    : served.pinned(question.aggregation());
        }
    }

    /**
     * @param asking what asks the realtime view from the view's tidemark on
     * @throws io.tidemark.serving.merge.answer.OlderAnswerException if that is older than the question wants it at least
     */
    Reading(Views views, Question question, Holding holding, Function<ServedView, RealtimeRows> asking) {
        this.views = views;
        this.question = question;
        this.holding = holding;
        // What an earlier attempt held is gone.
        holding.keep(0);
        this.view = views.pinned(question);
        this.codec = new GroupCodec(view.definition().groups());
        this.settling = new Settling(view, views.cut());
        this.firstMillis = views.cut().answersFromMillis(view.entry().expiredBeforeMillis());
        try {
            this.realtime = asking.apply(view);
        } catch (Throwable e) {
            view.close();
            throw e;
        }
        try {
            views.awaited().require(question, view, asOf());
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    ServedView view() {
        return view;
    }

    Holding holding() {
        return holding;
    }

    RealtimeRows realtime() {
        return realtime;
    }

    GroupMerge merge(Kept kept, GroupMerge.GroupSink sink) {
        return new GroupMerge(sources(kept), question, sink);
    }

    /** The best groups, each with its one window. */
    List<AnswerRow> best(Ranking ranking) {
        GroupMerge.Sources all = sources(Kept.rankedBy(ranking.metric()));
        Optional<Candidates> candidates = views.rankings().candidates(all, question, ranking, views.ranked());
        GroupFilter groups =
                candidates.map(few -> GroupFilter.named(few.groups())).orElse(question.groups());
        GroupMerge.Sources sources =
                candidates.map(few -> all.with(few.totals())).orElse(all);
        return views.ranked()
                .best(
                        sources,
                        question.about(groups),
                        ranking,
                        ranking.size(),
                        (group, windows) -> row(group, windows.whole(), 0));
    }

    private GroupMerge.Sources sources(Kept kept) {
        GroupMerge.Batch batch = new GroupMerge.Batch(view.definition(), view.files(), views.index());
        return new GroupMerge.Sources(batch, realtime, kept, firstMillis, holding, GroupRange.ALL, Optional.empty());
    }

    /** The groups that either view has a row of in the tiles asked for, in order, expired ones left out. */
    void keys(Optional<GroupKey> after, Predicate<GroupKey> visitor) {
        TimeRange tiles = unexpired(question.windows().tiles());
        if (view.definition().corrections().isPresent()) {
            keysLeft(tiles, after, visitor);
            return;
        }
        new GroupWalk(view, realtime, question.groups(), tiles).from(views.index(), after, visitor);
    }

    /** The same where the rows have to be looked at, since all that came to them may have been taken back. */
    private void keysLeft(TimeRange tiles, Optional<GroupKey> after, Predicate<GroupKey> visitor) {
        WindowPlan each =
                WindowPlan.over(tiles, new Window.EachTile(), view.definition().tile(), Integer.MAX_VALUE);
        Kept counted =
                Kept.rankedBy(view.definition().corrections().orElseThrow().countMetric());
        AtomicReference<GroupKey> last = new AtomicReference<>();
        new GroupMerge(sources(counted), question.over(each), (group, windows) -> {
                    // One with many tiles comes in pieces.
                    boolean isKnown = group.equals(last.getAndSet(group));
                    return isKnown || visitor.test(group);
                })
                .from(after.map(group -> new Place(group, Long.MAX_VALUE)));
    }

    GroupListing.Group listed(GroupKey key) {
        return new GroupListing.Group(key, codec.values(key));
    }

    /** Gives a sink what is held no longer than that. */
    <T> void pass(T row, long heapBytes, AnswerSink<T> sink) {
        holding.take(heapBytes);
        sink.take(row);
        holding.giveBack(heapBytes);
    }

    private TimeRange unexpired(TimeRange tiles) {
        long first = Math.max(tiles.firstMillis(), firstMillis);
        return new TimeRange(Math.min(first, tiles.endMillis()), tiles.endMillis());
    }

    /** Which windows are kept of a group of which at most so many rows are wanted. */
    Kept kept(Page page, int rows) {
        // A total is of all before it.
        return question.sums() == Sums.RUNNING ? Kept.all(page.order()) : new Kept(rows, page.order());
    }

    /** Where a merge begins, so that it has all that the rows after a page's place are of. */
    Optional<Place> begin(Page page) {
        boolean isOfEarlier = question.sums() == Sums.RUNNING && page.order() == Order.EARLIEST_FIRST;
        return isOfEarlier ? page.after().map(place -> new Place(place.group(), Long.MIN_VALUE)) : page.after();
    }

    /**
     * Passes on the rows of a group's windows in a page's order, as long as the sink goes on; what is kept of a group may come
     * in pieces. Returns whether it goes on.
     */
    boolean rows(GroupKey group, WindowCells windows, Page page, Predicate<AnswerRow> sink) {
        if (question.sums() == Sums.RUNNING) {
            return runningRows(group, windows, page, sink);
        }
        int count = windows.size();
        boolean goesOn = true;
        for (int i = 0; i < count && goesOn; i++) {
            goesOn = sink.test(row(group, windows, page.order() == Order.EARLIEST_FIRST ? i : count - 1 - i));
        }
        return goesOn;
    }

    /** The total goes on from window to window; of a group's latest no more are held than the page has rows. */
    private boolean runningRows(GroupKey group, WindowCells windows, Page page, Predicate<AnswerRow> sink) {
        Deque<AnswerRow> latestFirst = new ArrayDeque<>();
        boolean goesOn = true;
        for (int window = 0; window < windows.size() && goesOn; window++) {
            windows.addTo(total, group, window);
            // One window over all so far would have no row either.
            if (windows.isTakenBack(window) || windows.isTakenBack(total)) {
                continue;
            }
            if (page.order() == Order.LATEST_FIRST) {
                latestFirst.addFirst(runningRow(group, windows, window));
                if (latestFirst.size() - 1 > page.limit()) {
                    latestFirst.removeLast();
                }
            } else if (!isBefore(page.after(), group, windows.first(window))) {
                goesOn = sink.test(runningRow(group, windows, window));
            }
        }
        while (goesOn && !latestFirst.isEmpty()) {
            goesOn = sink.test(latestFirst.removeFirst());
        }
        return goesOn;
    }

    private static boolean isBefore(Optional<Place> place, GroupKey group, long firstMillis) {
        return place.isPresent()
                && place.get().group().equals(group)
                && firstMillis <= place.get().firstMillis();
    }

    private AnswerRow runningRow(GroupKey group, WindowCells windows, int window) {
        List<Object> metrics = new ArrayList<>(question.metrics().size());
        for (int metric : question.metrics()) {
            metrics.add(windows.result(total, metric));
        }
        return row(group, windows, window, metrics, WindowCells.origin(total.origins()));
    }

    AnswerRow row(GroupKey group, WindowCells windows, int window) {
        List<Object> metrics = new ArrayList<>(question.metrics().size());
        for (int metric : question.metrics()) {
            metrics.add(windows.result(window, metric));
        }
        return row(group, windows, window, metrics, windows.origin(window));
    }

    private AnswerRow row(GroupKey group, WindowCells windows, int window, List<Object> metrics, Origin origin) {
        return new AnswerRow(
                group,
                codec.values(group),
                windows.first(window),
                windows.end(window),
                metrics,
                origin,
                settling.isSettled(windows.overMillis(window), origin));
    }

    Proof proof() {
        return new Proof(
                view.manifest(),
                view.published(),
                view.entry(),
                asOf(),
                realtime.coverage(),
                expired(),
                views.clock().instant());
    }

    private AsOf asOf() {
        Optional<Coverage> coverage = realtime.coverage();
        return coverage.isPresent() ? views.newestAsOf().of(view, coverage.get()) : AsOf.of(view.entry());
    }

    private Optional<TimeRange> expired() {
        TimeRange asked = question.windows().asked();
        return firstMillis == Long.MIN_VALUE || asked.firstMillis() >= firstMillis
                ? Optional.empty()
                : Optional.of(new TimeRange(asked.firstMillis(), Math.min(firstMillis, asked.endMillis())));
    }

    @Override
    public void close() {
        try {
            realtime.close();
        } finally {
            view.close();
        }
    }
}
