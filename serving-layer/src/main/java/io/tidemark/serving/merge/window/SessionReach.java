package io.tidemark.serving.merge.window;

import io.tidemark.session.Sessions;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;

/**
 * The sessions that overlap a range. Which there are no tile tells alone: a session is put together outward from the range,
 * until there is a gap. One that can be of any length may need any tile; else none is needed from further away than two
 * sessions are long.
 */
public final class SessionReach implements WindowPlan {
    /** No event is so far from 1970, and sums of a few such spans are still milliseconds. */
    private static final long FAR = Long.MAX_VALUE / 16;

    private final Sessions sessions;
    private final TileSize tile;
    private final TimeRange range;
    private final TimeRange tiles;

    /** @param range may be open at an end */
    SessionReach(Sessions sessions, TileSize tile, TimeRange range) {
        this.sessions = sessions;
        this.tile = tile;
        this.range = range;
        this.tiles = new TimeRange(firstTile(), endOfTiles());
    }

    public Sessions sessions() {
        return sessions;
    }

    @Override
    public TimeRange asked() {
        return range;
    }

    @Override
    public TimeRange tiles() {
        return tiles;
    }

    /**
     * The tiles that are needed if events of one stretch go from an instant to another.
     *
     * @return a part of {@link #tiles}
     */
    public TimeRange around(long firstMillis, long lastMillis) {
        long first = back(Math.min(firstMillis, range.firstMillis()), sessions.gapMillis());
        long end = on(on(Math.max(lastMillis, range.endMillis()), sessions.gapMillis()), 1);
        TimeRange whole = first < -FAR || end > FAR ? wide(first, end) : tile.widen(new TimeRange(first, end));
        return new TimeRange(
                Math.max(whole.firstMillis(), tiles.firstMillis()), Math.min(whole.endMillis(), tiles.endMillis()));
    }

    /** Whole tiles at the ends that are near, if there are any. */
    private TimeRange wide(long first, long end) {
        return new TimeRange(
                first < -FAR ? Long.MIN_VALUE : tile.startOf(first),
                end > FAR ? Long.MAX_VALUE : tile.endOf(tile.startOf(end)));
    }

    /** A session that has begun by the range may be a piece of a stretch, which is long enough to be cut if it reaches so far back. */
    private long firstTile() {
        long max = sessions.maxMillis();
        if (max == Long.MAX_VALUE || range.firstMillis() < -FAR) {
            return Long.MIN_VALUE;
        }
        long piece = Math.floorDiv(range.firstMillis() - sessions.gapMillis(), max) * max;
        return tile.startOf(piece - max - sessions.gapMillis()) - tile.millis();
    }

    private long endOfTiles() {
        long max = sessions.maxMillis();
        if (max == Long.MAX_VALUE || range.endMillis() > FAR) {
            return Long.MAX_VALUE;
        }
        long piece = (Math.floorDiv(range.endMillis(), max) + 1) * max;
        return tile.endOf(tile.startOf(piece + max + sessions.gapMillis())) + tile.millis();
    }

    private static long back(long millis, long by) {
        return millis < Long.MIN_VALUE + by ? Long.MIN_VALUE : millis - by;
    }

    private static long on(long millis, long by) {
        return millis > Long.MAX_VALUE - by ? Long.MAX_VALUE : millis + by;
    }

    @Override
    public boolean joins(TimeRange span) {
        return false;
    }

    /** An event just then still joins it. */
    @Override
    public long overAfter(long endMillis) {
        return endMillis + 1;
    }

    @Override
    public long additions(TileSize size) {
        return Long.MAX_VALUE;
    }

    @Override
    public void windowsOf(long tileMillis, SpanVisitor visitor) {
        throw new IllegalStateException("no tile tells the sessions that it is part of");
    }
}
