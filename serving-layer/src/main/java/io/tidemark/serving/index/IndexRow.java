package io.tidemark.serving.index;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.serving.index.level.Level;

/** A row of the batch view as a visitor sees it: the same object for every row, valid during the call alone. */
public final class IndexRow {
    private final ByteReader reader = new ByteReader(new byte[0]);
    private GroupKey group;
    private Level level = Level.TILE;
    private long tileMillis;
    private byte[] bytes;
    private int from;
    private int length;

    public IndexRow of(GroupKey rowGroup) {
        group = rowGroup;
        return this;
    }

    public IndexRow of(Level rowLevel) {
        level = rowLevel;
        return this;
    }

    public IndexRow at(long rowTileMillis, byte[] rowBytes, int rowFrom, int rowLength) {
        tileMillis = rowTileMillis;
        bytes = rowBytes;
        from = rowFrom;
        length = rowLength;
        return this;
    }

    public GroupKey group() {
        return group;
    }

    /** What it stands for: a tile, or all tiles of a coarser span that the group has. */
    public Level level() {
        return level;
    }

    /** The start of its tile, or of the first that its span can have. */
    public long tileMillis() {
        return tileMillis;
    }

    /** The accumulators of all metrics, as {@link io.tidemark.fold.TileTable#write} writes them; from the first at each call. */
    public ByteReader accumulators() {
        return reader.reset(bytes, from, length);
    }
}
