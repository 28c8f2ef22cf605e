package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.KeyRange;
import java.util.Arrays;
import java.util.Optional;

/**
 * Groups that follow one another.
 *
 * @param first where they begin
 * @param end the first that is not one of them; empty: to the last there is
 */
public record GroupRange(GroupKey first, Optional<GroupKey> end) {
    public static final GroupRange ALL = new GroupRange(GroupKey.FIRST, Optional.empty());

    public static final GroupRange NONE = new GroupRange(GroupKey.FIRST, Optional.of(GroupKey.FIRST));

    /** A group alone. */
    public static GroupRange of(GroupKey group) {
        return ALL.from(group).through(group);
    }

    /** Whether a group comes after all of these. */
    public boolean isBefore(GroupKey group) {
        return end.isPresent() && group.compareTo(end.get()) >= 0;
    }

    /** Whether none is in both, all of this coming first. */
    public boolean isBefore(GroupRange other) {
        return isBefore(other.first());
    }

    /** Those from a group on. */
    public GroupRange from(GroupKey group) {
        return group.compareTo(first) <= 0 ? this : new GroupRange(group, end);
    }

    /** Those before a place; empty: all of these. */
    public GroupRange until(Optional<GroupKey> place) {
        return place.isEmpty() || isBefore(place.get()) ? this : new GroupRange(first, place);
    }

    /** Those up to and with a group. */
    public GroupRange through(GroupKey last) {
        byte[] next = Arrays.copyOf(last.bytes(), last.bytes().length + 1);
        return until(Optional.of(GroupKey.of(next)));
    }

    public boolean isEmpty() {
        return isBefore(first);
    }

    public KeyRange keys() {
        return new KeyRange(
                KeyRange.text(first.bytes()),
                end.map(key -> KeyRange.text(key.bytes())).orElse(""));
    }
}
