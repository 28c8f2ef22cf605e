package io.tidemark.serving.merge;

import io.tidemark.cut.Cut;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.groups.WantedGroups;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.Waiting;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.serving.flip.HistoricViews;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.AnswerSink;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.RowsRead;
import io.tidemark.serving.merge.cells.Kept;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.BrokenScanException;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TileSize;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Answers questions from both views. Each answer takes one served view and asks the realtime side once, from that view's
 * tidemark on (PROTOCOL 1); whatever flips meanwhile, the answer is of these two. One that would be older than its question
 * wants it at least is refused with an {@link io.tidemark.serving.merge.answer.OlderAnswerException}. Safe for use by many
 * threads.
 */
public final class MergedQuery {
    /** How many times a tile is added to a window at most in a question that is small: well under a millisecond's worth. */
    private static final long SMALL = 4_000;

    /** How often an answer is begun anew with all partitions when a scan breaks off. */
    private static final int ANEW = 2;

    private static final CompletableFuture<AutoCloseable> NOTHING = CompletableFuture.completedFuture(() -> {});

    private final Reading.Views views;
    private final RealtimeViews realtime;

    /**
     * @param historic where earlier manifests are asked for
     * @param realtime all speed nodes, as {@link RealtimeViews} makes them one
     */
    public MergedQuery(
            ServedViews served, HistoricViews historic, BatchIndex index, RealtimeViews realtime, Clock clock) {
        this(served, historic, index, realtime, clock, Cut.PROVEN);
    }

    /** The same with other rules, as a simulation takes one away. */
    public MergedQuery(
            ServedViews served,
            HistoricViews historic,
            BatchIndex index,
            RealtimeViews realtime,
            Clock clock,
            Cut cut) {
        this(served, historic, index, realtime, clock, cut, new BatchRankings(), new RankedMerge());
    }

    MergedQuery(
            ServedViews served,
            HistoricViews historic,
            BatchIndex index,
            RealtimeViews realtime,
            Clock clock,
            Cut cut,
            BatchRankings rankings,
            RankedMerge ranked) {
        this.views = new Reading.Views(
                served,
                historic,
                index,
                rankings,
                ranked,
                new NewestAsOf(),
                new AwaitedAsOf(served, realtime, cut),
                clock,
                cut);
        this.realtime = realtime;
    }

    /**
     * Whether a question is answered with little work and without waiting for another process: few named groups over few
     * tiles, as of now.
     */
    public boolean isSmall(Question question) {
        if (question.manifest().isPresent() || question.groups().keys().isEmpty() || !realtime.isHere()) {
            return false;
        }
        ServedView view = views.served().peek(question.aggregation());
        if (!views.index().isHere(view.files())) {
            return false;
        }
        TileSize tile = view.definition().tile();
        long groups = question.groups().keys().get().size();
        long additions = question.windows().additions(tile);
        long ofTile =
                view.definition().sessions().map(of -> of.mostOf(tile.millis())).orElse(1L);
        return additions <= SMALL / (Math.max(1, groups) * ofTile);
    }

    /**
     * What a question needs that may take long to come: an earlier manifest's view. To be closed once the question is
     * answered. Fails with a {@link io.tidemark.serving.flip.ManifestUnavailableException} if it is not there.
     */
    public CompletableFuture<? extends AutoCloseable> needs(Question question) {
        return question.manifest().isPresent()
                ? views.historic()
                        .find(question.aggregation(), question.manifest().getAsLong())
                : NOTHING;
    }

    /**
     * A page of rows, by group, then window.
     *
     * @param holding takes notice of what is held while the answer is made, and of the answer
     * @throws io.tidemark.serving.flip.ManifestUnavailableException if an earlier manifest is asked for and not there
     * @throws io.tidemark.seam.WouldWaitException if the asker may not wait and would have to
     */
    public MergedAnswer page(Question question, Page page, Waiting waiting, Holding holding) {
        GroupKey first = page.after().map(Place::group).orElse(GroupKey.FIRST);
        // One more than the page holds, to know whether there is a next; and the one that the page goes on in.
        Part part = new Part(first, page.limit() + 2);
        return answer(question, new Means(waiting, holding), part, reading -> page(reading, page));
    }

    /** What may be spent on an answer. */
    private record Means(Waiting waiting, Holding holding) {}

    /** Which groups of the realtime view are asked for: the first from one on. */
    private record Part(GroupKey first, int most) {
        static final Part ALL = new Part(GroupKey.FIRST, Integer.MAX_VALUE);

        boolean isAll() {
            return equals(ALL);
        }
    }

    /** What makes an answer of what was read; empty if some groups are missing in it. */
    @FunctionalInterface
    private interface Attempt<T> {
        Optional<T> of(Reading reading);
    }

    /**
     * Answers from few rows of the realtime view where those are enough; else from a scan of all that are wanted: too few
     * may have rows to show, being expired or before the place where a page goes on, or none may be few.
     */
    private <T> T answer(Question question, Means means, Part part, Attempt<T> attempt) {
        Holding holding = means.holding();
        try (Reading reading = new Reading(views, question, holding, view -> few(question, view, means, part))) {
            Optional<T> answer = attempt.of(reading);
            if (answer.isPresent()) {
                return answer.get();
            }
        } catch (RealtimeAnswer.TooLargeException scanned) {
            // As follows.
        }
        if (means.waiting() == Waiting.REFUSED) {
            throw WouldWaitException.INSTANCE;
        }
        SortedMap<PartitionId, Missing> lost = new TreeMap<>();
        for (int broken = 0; ; broken++) {
            // A piece that waited too long for who reads it is no reason to miss it: then it is one scan.
            boolean inPieces = part.isAll() && broken == 0;
            try (Reading reading =
                    new Reading(views, question, holding, view -> scanned(question, view, part, inPieces, lost))) {
                return attempt.of(reading).orElseThrow();
            } catch (BrokenScanException e) {
                // A node that is away, or a store that was opened anew, has another answer by now, mostly.
                if (broken >= ANEW) {
                    lost.putAll(e.missing());
                }
            }
        }
    }

    private RealtimeRows few(Question question, ServedView view, Means means, Part part) {
        if (question.manifest().isPresent()) {
            return RealtimeRows.none();
        }
        RealtimeQuery query = query(question, view, part);
        RealtimeAnswer rows = means.waiting() == Waiting.REFUSED ? realtime.readAtOnce(query) : realtime.read(query);
        // Once as they came, and once as they are put together. What is read row by row takes less.
        if (!means.holding().takeAtOnce(2 * rows.rows().heldBytes())) {
            throw RealtimeAnswer.TooLargeException.INSTANCE;
        }
        return new RealtimeRows.Few(Optional.of(rows));
    }

    private RealtimeRows scanned(
            Question question, ServedView view, Part part, boolean inPieces, SortedMap<PartitionId, Missing> lost) {
        RealtimeQuery query = query(question, view, part);
        List<GroupKey> borders = inPieces
                ? views.ranked()
                        .borders(
                                new GroupMerge.Batch(view.definition(), view.files(), views.index()),
                                question,
                                pieces -> realtime.borders(query, pieces))
                : List.of();
        return new RealtimeRows.Scanned(realtime.scans(query, borders, lost), borders);
    }

    private static RealtimeQuery query(Question question, ServedView view, Part part) {
        return new RealtimeQuery(
                view.entry().id(),
                view.tidemark(),
                Optional.empty(),
                WantedGroups.of(question.groups(), part.first(), part.most()),
                question.windows().tiles());
    }

    private static Optional<MergedAnswer> page(Reading reading, Page page) {
        List<AnswerRow> rows = new ArrayList<>();
        Kept kept = reading.kept(page, page.limit() + 1);
        GroupMerge merge = reading.merge(
                kept,
                (group, windows) -> reading.rows(group, windows, page, row -> {
                    reading.holding().take(row.heapBytes());
                    rows.add(row);
                    return rows.size() <= page.limit();
                }));
        if (!merge.from(reading.begin(page))) {
            return Optional.empty();
        }
        Optional<Place> next = Optional.empty();
        if (rows.size() > page.limit()) {
            rows.remove(rows.size() - 1);
            AnswerRow last = rows.get(rows.size() - 1);
            next = Optional.of(new Place(last.group(), last.firstMillis()));
        }
        return Optional.of(new MergedAnswer(reading.proof(), rows, merge.leftOut(), next, merge.read()));
    }

    /**
     * The best groups by one metric over each group's single window.
     *
     * @param question its windows must be one alone for each group, as {@link WindowPlan#whole} makes it
     * @param holding as for a page
     * @throws io.tidemark.serving.flip.ManifestUnavailableException if an earlier manifest is asked for and not there
     */
    public MergedAnswer top(Question question, Ranking ranking, Holding holding) {
        return answer(question, new Means(Waiting.ALLOWED, holding), Part.ALL, reading -> top(reading, ranking));
    }

    private static Optional<MergedAnswer> top(Reading reading, Ranking ranking) {
        List<AnswerRow> best = reading.best(ranking);
        best.forEach(row -> reading.holding().take(row.heapBytes()));
        return Optional.of(new MergedAnswer(reading.proof(), best, List.of(), Optional.empty(), RowsRead.UNKNOWN));
    }

    /**
     * Groups that have data in the question's tiles, in order.
     *
     * @param after only groups after this one
     * @param holding as for a page
     */
    public GroupListing groups(Question question, int limit, Optional<GroupKey> after, Holding holding) {
        Part part = new Part(after.orElse(GroupKey.FIRST), limit + 2);
        return answer(question, new Means(Waiting.ALLOWED, holding), part, reading -> groups(reading, limit, after));
    }

    private static Optional<GroupListing> groups(Reading reading, int limit, Optional<GroupKey> after) {
        List<GroupKey> keys = new ArrayList<>();
        reading.keys(after, key -> {
            keys.add(key);
            return keys.size() <= limit;
        });
        if (keys.size() <= limit && reading.realtime().through().isPresent()) {
            return Optional.empty();
        }
        Optional<GroupKey> next = keys.size() > limit ? Optional.of(keys.get(limit - 1)) : Optional.empty();
        List<GroupListing.Group> groups =
                keys.stream().limit(limit).map(reading::listed).toList();
        groups.forEach(group -> reading.holding().take(group.heapBytes()));
        return Optional.of(new GroupListing(reading.proof(), groups, next));
    }

    /**
     * All rows from a place on, by group, then window. Nothing is begun anew once the sink's reader has seen some.
     *
     * @return the earliest windows that cannot be put together
     */
    public List<LeftOutWindow> allRows(Question question, Page page, Holding holding, AnswerSink<AnswerRow> sink) {
        GroupKey first = page.after().map(Place::group).orElse(GroupKey.FIRST);
        return all(question, first, holding, sink, reading -> {
            GroupMerge merge = reading.merge(
                    Kept.all(page.order()),
                    (group, windows) -> reading.rows(group, windows, page, row -> {
                        reading.pass(row, row.heapBytes(), sink);
                        return true;
                    }));
            merge.from(reading.begin(page));
            return merge.leftOut();
        });
    }

    /** All groups that have data in the question's tiles, in order, from after one on; as {@link #allRows}. */
    public void allGroups(
            Question question, Optional<GroupKey> after, Holding holding, AnswerSink<GroupListing.Group> sink) {
        all(question, after.orElse(GroupKey.FIRST), holding, sink, reading -> {
            reading.keys(after, key -> {
                GroupListing.Group group = reading.listed(key);
                reading.pass(group, group.heapBytes(), sink);
                return true;
            });
            return List.<LeftOutWindow>of();
        });
    }

    private <T, R> R all(
            Question question, GroupKey first, Holding holding, AnswerSink<T> sink, Function<Reading, R> passing) {
        Part part = new Part(first, Integer.MAX_VALUE);
        return answer(question, new Means(Waiting.ALLOWED, holding), part, reading -> {
            // Before anything is sent.
            views.index().require(reading.view().files(), wanted(question.groups(), first));
            sink.begin(reading.proof());
            try {
                return Optional.of(passing.apply(reading));
            } catch (BrokenScanException e) {
                throw sink.isSeen() ? new RealtimeUnavailableException(Reason.of(e), e) : e;
            }
        });
    }

    /** Where all groups are that may be asked for, and no others that lie between them. */
    private static List<GroupRange> wanted(GroupFilter groups, GroupKey first) {
        if (groups.keys().isEmpty()) {
            return List.of(GroupRange.ALL.from(groups.from(first)).until(groups.end()));
        }
        return groups.keys().get().stream()
                .filter(named -> named.compareTo(first) >= 0)
                .map(GroupRange::of)
                .toList();
    }
}
