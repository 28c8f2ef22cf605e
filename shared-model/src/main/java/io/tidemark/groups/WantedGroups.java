package io.tidemark.groups;

import io.tidemark.fold.GroupKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which groups a question to one view is about. */
public sealed interface WantedGroups {
    /** Every group. */
    WantedGroups ALL = new InOrder(GroupFilter.ALL, GroupKey.FIRST, Integer.MAX_VALUE);

    static WantedGroups named(GroupKey... keys) {
        return new Named(Set.of(keys));
    }

    /**
     * The groups that a filter names; or else the first ones that it takes, from a place on.
     *
     * @param most as {@link InOrder} has it
     */
    static WantedGroups of(GroupFilter filter, GroupKey place, int most) {
        if (filter.keys().isEmpty()) {
            return new InOrder(filter, filter.from(place), most);
        }
        List<GroupKey> keys = filter.keys().get();
        return new Named(keys.size() == 1 ? Set.of(keys.get(0)) : new HashSet<>(keys));
    }

    /** These, whether they are there or not. */
    record Named(Set<GroupKey> keys) implements WantedGroups {}

    /**
     * The first ones, in order, that are there: what a page needs, however many groups there are.
     *
     * @param filter only groups that it takes; it names none
     * @param from only this one and those after it
     * @param most at least so many are answered, if there are so many; {@link Integer#MAX_VALUE}: all
     */
    record InOrder(GroupFilter filter, GroupKey from, int most) implements WantedGroups {
        public InOrder {
            if (most < 1 || filter.keys().isPresent()) {
                throw new IllegalArgumentException("the first " + most + " of " + filter);
            }
        }

        public boolean isBounded() {
            return most < Integer.MAX_VALUE;
        }
    }
}
