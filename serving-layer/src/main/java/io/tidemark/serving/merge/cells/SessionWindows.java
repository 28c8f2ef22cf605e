package io.tidemark.serving.merge.cells;

import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.window.SessionReach;
import io.tidemark.session.Fragments;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The sessions of one group: joins the fragments of its tiles, of both views alike, wherever no more than the gap lies between
 * two (PROTOCOL 16). A stretch that is longer than a session may be is cut at whole multiples of that, where one tile ends and
 * the next begins. Owned by one thread.
 */
public final class SessionWindows implements WindowAssembler {
    private final SessionReach reach;
    private final long gapMillis;
    private final long maxMillis;
    private final Kept kept;
    private final LongPredicate isAsked;
    private final long expiredBeforeMillis;
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
     */
    public SessionWindows(SessionReach reach, Kept kept, int metrics, LongPredicate isAsked, long expiredBeforeMillis) {
        this.reach = reach;
        this.gapMillis = reach.sessions().gapMillis();
        this.maxMillis = reach.sessions().maxMillis();
        this.kept = kept;
        this.isAsked = isAsked;
        this.expiredBeforeMillis = expiredBeforeMillis;
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

    @Override
    public int at(long tileMillis) {
        return tiles.at(tileMillis, tileMillis);
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
            long over = fragments.get(end - 1).lastMillis();
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
    }

    private int endOfStretch(int from) {
        int end = from + 1;
        while (end < fragments.size()
                && fragments.get(end).firstMillis() - fragments.get(end - 1).lastMillis() <= gapMillis) {
            end++;
        }
        return end;
    }

    private void addStretch(int from, int end) {
        long firstMillis = fragments.get(from).firstMillis();
        long endMillis = fragments.get(end - 1).lastMillis() + gapMillis;
        boolean mayBeginEarlier = firstMillis - gapMillis < expiredBeforeMillis;
        if (fragments.get(end - 1).lastMillis() - firstMillis <= maxMillis) {
            if (!mayBeginEarlier) {
                add(new Session(from, end, firstMillis, endMillis));
            }
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
            if (!mayBeginEarlier || cut >= expiredBeforeMillis) {
                add(new Session(piece, next, begin, next < end ? cut + maxMillis : endMillis));
            }
        }
    }

    private void add(Session session) {
        if (reach.asked().overlaps(session.firstMillis(), session.endMillis()) && isAsked.test(session.firstMillis())) {
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
