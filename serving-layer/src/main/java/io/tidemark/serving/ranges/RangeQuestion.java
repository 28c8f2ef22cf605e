package io.tidemark.serving.ranges;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.ViewId;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.IndexedView.Whole;
import io.tidemark.serving.index.Ranking;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one node asks another of its range.
 *
 * <pre>
 * | version (1) | digest of the layout | range | aggregation | fingerprint | digest of the view | manifest (8)
 * | what | tiles' first (8), end (8) | first group | has an end (1) | end, if so | how many keys | key...
 * | metric | how many groups | order, if the best are wanted: then the version is 2
 * </pre>
 *
 * @param layout digest of the asker's: who has another is not asked
 * @param range its number, 0 the first
 * @param groups those in it that are meant, unless they are named
 * @param keys in order
 * @param ranking by which the best are, if they are wanted
 */
record RangeQuestion(
        String layout,
        int range,
        Whole view,
        What what,
        TimeRange tiles,
        GroupRange groups,
        List<GroupKey> keys,
        Optional<Ranking> ranking) {
    static final String CONTENT_TYPE = "application/vnd.tidemark.range";
    private static final int VERSION = 1;
    /** Who does not know it is asked for all rows instead. */
    private static final int VERSION_OF_BEST = 2;

    /** What is wanted of the groups. */
    enum What {
        /** All their rows. */
        ROWS,
        /** The rows of those that are named. */
        ROWS_OF_NAMED,
        /** They themselves, each as a row of no tile. */
        GROUPS,
        /** What the best of them come to, each as one row: where these break off, they go on behind a group. */
        BEST
    }

    RangeQuestion(
            String layout, int range, Whole view, What what, TimeRange tiles, GroupRange groups, List<GroupKey> keys) {
        this(layout, range, view, what, tiles, groups, keys, Optional.empty());
    }

    /** The best of what is asked for. */
    RangeQuestion best(Ranking by) {
        return new RangeQuestion(layout, range, view, What.BEST, tiles, groups, keys, Optional.of(by));
    }

    /** The same, of what comes no sooner than a group. */
    RangeQuestion from(GroupKey group) {
        List<GroupKey> left =
                keys.stream().filter(key -> key.compareTo(group) >= 0).toList();
        return new RangeQuestion(layout, range, view, what, tiles, groups.from(group), left, ranking);
    }

    byte[] encoded() {
        ByteWriter out = new ByteWriter();
        out.writeByte(ranking.isPresent() ? VERSION_OF_BEST : VERSION);
        out.writeString(layout);
        out.writeVarInt(range);
        out.writeString(view.view().name());
        out.writeString(view.view().fingerprint());
        out.writeString(view.digest());
        out.writeLong(view.manifest());
        out.writeString(what.name());
        out.writeLong(tiles.firstMillis());
        out.writeLong(tiles.endMillis());
        out.writeBytes(groups.first().bytes());
        out.writeBoolean(groups.end().isPresent());
        groups.end().ifPresent(end -> out.writeBytes(end.bytes()));
        out.writeVarInt(keys.size());
        keys.forEach(key -> out.writeBytes(key.bytes()));
        ranking.ifPresent(by -> {
            out.writeVarInt(by.metric());
            out.writeVarInt(by.size());
            out.writeString(by.order().name());
        });
        return out.toBytes();
    }

    /** @throws RuntimeException if it is none */
    static RangeQuestion of(byte[] encoded) {
        ByteReader in = new ByteReader(encoded);
        byte version = in.readByte();
        if (version != VERSION && version != VERSION_OF_BEST) {
            throw new IllegalArgumentException("a question of version " + version);
        }
        String layout = in.readString();
        int range = in.readVarInt();
        Whole view = new Whole(new ViewId(in.readString(), in.readString()), in.readString(), in.readLong());
        What what = What.valueOf(in.readString());
        TimeRange tiles = new TimeRange(in.readLong(), in.readLong());
        GroupKey first = GroupKey.of(in.readBytes());
        Optional<GroupKey> end = in.readBoolean() ? Optional.of(GroupKey.of(in.readBytes())) : Optional.empty();
        int count = in.readVarInt();
        List<GroupKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(GroupKey.of(in.readBytes()));
        }
        Optional<Ranking> ranking = version == VERSION_OF_BEST
                ? Optional.of(new Ranking(in.readVarInt(), in.readVarInt(), Ranking.Order.valueOf(in.readString())))
                : Optional.empty();
        return new RangeQuestion(layout, range, view, what, tiles, new GroupRange(first, end), keys, ranking);
    }
}
