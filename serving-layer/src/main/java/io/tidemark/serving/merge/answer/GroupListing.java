package io.tidemark.serving.merge.answer;

import io.tidemark.fold.GroupKey;
import io.tidemark.memory.HeapSize;
import java.util.List;
import java.util.Optional;

/**
 * Groups that have data, in order.
 *
 * @param next the last one listed, if there are more
 */
public record GroupListing(Proof proof, List<Group> groups, Optional<GroupKey> next) {
    /** The same groups, with what is told of them in its place. */
    public GroupListing with(Proof told) {
        return new GroupListing(told, groups, next);
    }

    /** A group and the values of its fields; a value may be null. */
    public record Group(GroupKey key, List<Object> values) {
        /** What it takes on the heap, about. */
        public long heapBytes() {
            return HeapSize.array(key.bytes().length, 2) + HeapSize.value(values);
        }
    }
}
