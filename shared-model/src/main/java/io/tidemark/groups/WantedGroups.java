package io.tidemark.groups;

import io.tidemark.fold.GroupKey;
import java.util.Set;

/** Which groups a question to one view is about. */
public sealed interface WantedGroups {
    /** Every group. */
    WantedGroups ALL = new InOrder(GroupFilter.ALL, GroupKey.FIRST, Integer.MAX_VALUE);

    static WantedGroups named(GroupKey... keys) {
        return new Named(Set.of(keys));
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
