package io.tidemark.serving.merge.cells;

import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.window.SessionReach;
import io.tidemark.session.Fragments;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * The sessions of one group: joins the fragments of its tiles, of both views alike, wherever no more than the gap lies between
 * two (PROTOCOL 16). A stretch that is longer than a session may be is cut at whole multiples of that, where one tile ends and
 * the next begins. Owned by one thread.
 */
public final class SessionWindows implements WindowAssembler {
    private static final String MAY_BEGIN_EARLIER =
            "session: it may have begun in a tile that is no longer kept; ask for"
                    + " tiles, keep them for longer, or give sessions a longest length, by which later ones are known";

    private final SessionReach reach;
    private final long gapMillis;
    private final long maxMillis;
    private final Kept kept;
    private final LongPredicate isAsked;
    private final long expiredBeforeMillis;
    private final Consumer<LeftOutWindow> leftOut;
    private final Cells tiles;
    private final List<Fragment> fragments = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();

    /** One of a tile's. */
    private record Fragment(int tile, int number, long firstMillis, long lastMillis) {}

    /** Fragments that follow one another. */
    private record Session(int from, int end, long firstMillis, long endMillis) {}

    /**
     * @param isAsked whether a session that starts at an instant is asked for, as far as a page goes
     * @param expiredBeforeMillis tiles that start before are not answered, and neither is a session that may begin there
     * @param metrics how many accumulators a tile has, each of them {@link Fragments}
     * @param leftOut takes notice of those that may have begun where tiles have expired
     */
    public SessionWindows(
            SessionReach reach,
            Kept kept,
            int metrics,
            LongPredicate isAsked,
            long expiredBeforeMillis,
            Consumer<LeftOutWindow> leftOut) {
        this.reach = reach;
        this.gapMillis = reach.sessions().gapMillis();
        this.maxMillis = reach.sessions().maxMillis();
        this.kept = kept;
        this.isAsked = isAsked;
        this.expiredBeforeMillis = expiredBeforeMillis;
        this.leftOut = leftOut;
        this.tiles = new Cells(metrics);
    }

    @Override
    public void begin() {
        tiles.clear();
    }

    @Override
    public Cells tiles() {
        return tiles;
    }

    @Override
    public boolean isBounded() {
        return false;
    }

    @Override
    public boolean isWanted(long tileMillis) {
        return tileMillis >= expiredBeforeMillis;
    }

    /** {@inheritDoc} A session that has nothing of one view is of the other alone, though its tile is of both. */
    @Override
    public int at(long tileMillis, byte origin) {
        long place = 2 * tileMillis + (origin & 1);
        return tiles.at(place, place);
    }

    /** Which tiles are needed, as far as those that are here tell: more of them, once they are here, may need more. */
    @Override
    public TimeRange needed() {
        collect();
        TimeRange range = reach.asked();
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        int end;
        for (int from = 0; from < fragments.size(); from = end) {
            end = endOfStretch(from);
            long begin = fragments.get(from).firstMillis();
            long over = lastMillis(from, end);
            if (begin < range.endMillis() && over + gapMillis >= range.firstMillis()) {
                first = Math.min(first, begin);
                last = Math.max(last, over);
            }
        }
        return reach.around(first, last);
    }

    @Override
    public void finish(SlidingMerge.Merging merging, Cells into) {
        collect();
        sessions.clear();
        int next;
        for (int from = 0; from < fragments.size(); from = next) {
            next = endOfStretch(from);
            addStretch(from, next);
        }
        int count = Math.min(sessions.size(), kept.windows());
        int first = kept.order() == Order.EARLIEST_FIRST ? 0 : sessions.size() - count;
        for (Session session : sessions.subList(first, first + count)) {
            put(session, merging, into);
        }
    }

    private void collect() {
        fragments.clear();
        for (int tile = 0; tile < tiles.size(); tile++) {
            // All metrics have the same.
            Fragments<?> of = (Fragments<?>) tiles.accumulators(tile)[0];
            for (int number = 0; number < of.size(); number++) {
                fragments.add(new Fragment(tile, number, of.firstMillis(number), of.lastMillis(number)));
            }
        }
        fragments.sort(Comparator.comparingLong(Fragment::firstMillis));
    }

    /** Fragments of the two views may overlap. */
    private int endOfStretch(int from) {
        long last = fragments.get(from).lastMillis();
        int end = from + 1;
        while (end < fragments.size() && fragments.get(end).firstMillis() - last <= gapMillis) {
            last = Math.max(last, fragments.get(end++).lastMillis());
        }
        return end;
    }

    private long lastMillis(int from, int end) {
        long last = Long.MIN_VALUE;
        for (int i = from; i < end; i++) {
            last = Math.max(last, fragments.get(i).lastMillis());
        }
        return last;
    }

    private void addStretch(int from, int end) {
        long firstMillis = fragments.get(from).firstMillis();
        long lastMillis = lastMillis(from, end);
        boolean mayBeginEarlier = firstMillis - gapMillis < expiredBeforeMillis;
        if (lastMillis - firstMillis <= maxMillis) {
            add(new Session(from, end, firstMillis, lastMillis + gapMillis), mayBeginEarlier);
            return;
        }
        int next;
        for (int piece = from; piece < end; piece = next) {
            long begin = fragments.get(piece).firstMillis();
            long cut = Math.floorDiv(begin, maxMillis) * maxMillis;
            next = piece + 1;
            while (next < end && fragments.get(next).firstMillis() < cut + maxMillis) {
                next++;
            }
            long endMillis = next < end ? cut + maxMillis : lastMillis + gapMillis;
            add(new Session(piece, next, begin, endMillis), mayBeginEarlier && cut < expiredBeforeMillis);
        }
    }

    /** @param mayBeginEarlier in a tile that is no longer kept */
    private void add(Session session, boolean mayBeginEarlier) {
        if (!reach.asked().overlaps(session.firstMillis(), session.endMillis())) {
            return;
        }
        if (mayBeginEarlier) {
            TimeRange span = new TimeRange(session.firstMillis(), session.endMillis());
            leftOut.accept(new LeftOutWindow(span, MAY_BEGIN_EARLIER));
        } else if (isAsked.test(session.firstMillis())) {
            sessions.add(session);
        }
    }

    private void put(Session session, SlidingMerge.Merging merging, Cells into) {
        int cell = into.at(session.firstMillis(), session.endMillis());
        Object[] accumulators = into.accumulators(cell);
        Object[] created = merging.created();
        System.arraycopy(created, 0, accumulators, 0, accumulators.length);
        for (Fragment fragment : fragments.subList(session.from(), session.end())) {
            merging.merge(accumulators, part(fragment));
            into.cameFrom(cell, tiles.origins(fragment.tile()));
        }
    }

    private Object[] part(Fragment fragment) {
        Object[] whole = tiles.accumulators(fragment.tile());
        Object[] part = new Object[whole.length];
        for (int metric = 0; metric < whole.length; metric++) {
            part[metric] = ((Fragments<?>) whole[metric]).only(fragment.number());
        }
        return part;
    }
}
