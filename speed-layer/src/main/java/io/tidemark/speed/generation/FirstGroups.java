package io.tidemark.speed.generation;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.WantedGroups;
import io.tidemark.time.TimeRange;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The first groups, in order, of those that a question is about, while they are looked for in one segment after the other.
 * Holds no more than are asked for, however many there are. Owned by one thread.
 */
final class FirstGroups {
    private final WantedGroups.InOrder wanted;
    private final TimeRange tiles;
    private final GroupCodec codec;
    private final GroupKey prefix;
    private final boolean isAll;
    private final TreeSet<GroupKey> first = new TreeSet<>();

    FirstGroups(WantedGroups.InOrder wanted, TimeRange tiles, GroupCodec codec) {
        this.wanted = wanted;
        this.tiles = tiles;
        this.codec = codec;
        this.prefix = GroupKey.of(wanted.filter().prefix());
        this.isAll = !wanted.isBounded()
                && wanted.filter().takesAll()
                && wanted.from().equals(GroupKey.FIRST);
    }

    GroupKey from() {
        return wanted.from();
    }

    boolean isBounded() {
        return wanted.isBounded();
    }

    /** Only groups that have a tile of these. */
    TimeRange tiles() {
        return tiles;
    }

    /** Whether this group, or one after it, may be among the first. */
    boolean mayTake(GroupKey group) {
        boolean isNotFull = first.size() < wanted.most() || group.compareTo(first.last()) < 0;
        return isNotFull && !isPast(group);
    }

    private boolean isPast(GroupKey group) {
        return !wanted.filter().isPrefixOf(group) && group.compareTo(prefix) > 0;
    }

    /** Whether a group is asked for, be it among the first or not. */
    boolean isWanted(GroupKey group) {
        return group.compareTo(wanted.from()) >= 0 && wanted.filter().takes(group, codec);
    }

    void add(GroupKey group) {
        first.add(group);
        if (first.size() > wanted.most()) {
            first.pollLast();
        }
    }

    /** The last of them, if there may be more behind it. */
    Optional<GroupKey> through() {
        return first.size() < wanted.most() ? Optional.empty() : Optional.of(first.last());
    }

    /** Whether a group is one of the first, once all were looked for. */
    boolean isTaken(GroupKey group) {
        return isAll || (isWanted(group) && (first.size() < wanted.most() || group.compareTo(first.last()) <= 0));
    }
}
