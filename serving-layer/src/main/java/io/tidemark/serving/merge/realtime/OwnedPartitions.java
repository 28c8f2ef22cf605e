package io.tidemark.serving.merge.realtime;

import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The partitions that one node has of one view, and how far from each tidemark on: what it cannot answer from the one that is
 * flipped to, it may answer from the one before. Of tidemarks that nobody asks from any more the eldest is forgotten. Safe
 * for use by many threads.
 */
final class OwnedPartitions {
    /** What is answered from, what comes, and one for who is slow. */
    private static final int TIDEMARKS = 3;

    private final Deque<From> newest = new ArrayDeque<>();

    private record From(Tidemark tidemark, Map<PartitionId, PartitionCoverage> partitions) {}

    /** Those of a tidemark, to be read and to be changed; none if it was not heard of. */
    synchronized Map<PartitionId, PartitionCoverage> from(Tidemark tidemark) {
        for (From known : newest) {
            // All who ask from a view have the same object, which takes no time to compare.
            if (known.tidemark().equals(tidemark)) {
                return known.partitions();
            }
        }
        From begun = new From(tidemark, new ConcurrentHashMap<>());
        newest.addFirst(begun);
        if (newest.size() > TIDEMARKS) {
            newest.removeLast();
        }
        return begun.partitions();
    }

    /** Those of the tidemark that was heard of last, if it was not that one. */
    synchronized Map<PartitionId, PartitionCoverage> fromOrLast(Tidemark tidemark) {
        Map<PartitionId, PartitionCoverage> known = from(tidemark);
        return !known.isEmpty() || newest.size() == 1
                ? known
                : newest.stream()
                        .map(From::partitions)
                        .filter(partitions -> !partitions.isEmpty())
                        .findFirst()
                        .orElse(known);
    }
}
