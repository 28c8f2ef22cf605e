package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Reason;
import io.tidemark.manifest.ViewId;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeView;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What was last heard of partitions and of who has them, for when nobody can be asked. Safe for use by many threads. */
final class KnownPartitions {
    /** So that a partition is known to be missing when its only node is away. */
    private final Map<ViewId, SortedMap<LogId, Integer>> partitionCounts = new ConcurrentHashMap<>();

    /** So that what is missing has its reason when a node is away. */
    private final Map<Owner, Set<PartitionId>> owned = new ConcurrentHashMap<>();

    private record Owner(RealtimeView node, ViewId view) {}

    void owns(RealtimeView node, ViewId view, Set<PartitionId> partitions) {
        owned.put(new Owner(node, view), partitions);
    }

    /** What a node had when it could last be asked. */
    Coverage missing(RealtimeView node, ViewId view, Tidemark tidemark, Throwable away) {
        String reason = "its speed node cannot answer: " + Reason.of(away);
        TreeMap<PartitionId, PartitionCoverage> missing = new TreeMap<>();
        for (PartitionId partition : owned.getOrDefault(new Owner(node, view), Set.of())) {
            missing.put(partition, new Missing(tidemark.offset(partition), reason));
        }
        return heard(view, new Coverage(new TreeMap<>(), missing));
    }

    /** A coverage with the partitions that are known besides. */
    Coverage heard(ViewId view, Coverage coverage) {
        SortedMap<LogId, Integer> known = partitionCounts.get(view);
        if (known != null && known.equals(coverage.partitionCounts())) {
            return coverage;
        }
        SortedMap<LogId, Integer> counts =
                partitionCounts.merge(view, coverage.partitionCounts(), KnownPartitions::most);
        return counts.equals(coverage.partitionCounts()) ? coverage : new Coverage(counts, coverage.partitions());
    }

    /** What both know; of two logs of one name, the one that was heard of last. */
    private static SortedMap<LogId, Integer> most(SortedMap<LogId, Integer> before, SortedMap<LogId, Integer> heard) {
        SortedMap<LogId, Integer> most = new TreeMap<>(heard);
        before.forEach((log, count) -> {
            if (heard.keySet().stream().noneMatch(log::isNamesakeOf)) {
                most.merge(log, count, Math::max);
            }
        });
        return most;
    }
}
