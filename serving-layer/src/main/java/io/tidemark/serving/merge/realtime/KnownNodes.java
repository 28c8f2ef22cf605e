package io.tidemark.serving.merge.realtime;

import io.tidemark.manifest.ViewId;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.calls.Pace;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What was last heard of the nodes: which partitions each has and how far, and how quickly it answers. A hint, by which those
 * who ask choose whom; what a node then answers is the proof. Safe for use by many threads.
 */
final class KnownNodes {
    private final SpeedNodes nodes;
    /** So that a partition is known to be missing when its only node is away. */
    private final Map<ViewId, SortedMap<LogId, Integer>> partitionCounts = new ConcurrentHashMap<>();

    private final Map<Node, Known> known = new ConcurrentHashMap<>();

    /** @param inPieces set once it has answered where its rows fall into pieces */
    private record Known(Pace pace, Map<ViewId, OwnedPartitions> owned, AtomicBoolean inPieces) {}

    KnownNodes(SpeedNodes nodes) {
        this.nodes = nodes;
    }

    List<Node> present() {
        return nodes.present();
    }

    /** Forgets those that are gone. */
    void retain(List<Node> present) {
        known.keySet().retainAll(present);
    }

    private Known of(Node node) {
        return known.computeIfAbsent(
                node, any -> new Known(new Pace(), new ConcurrentHashMap<>(), new AtomicBoolean()));
    }

    Pace pace(Node node) {
        return of(node).pace();
    }

    /** Whether it has shown that it can be asked for pieces of its rows. */
    boolean canBeInPieces(Node node) {
        return of(node).inPieces().get();
    }

    /** One of them may be of an earlier version by now. */
    void forgetPieces() {
        known.values().forEach(each -> each.inPieces().set(false));
    }

    void hearOfPieces(Node node) {
        of(node).inPieces().set(true);
    }

    private OwnedPartitions owned(Node node, ViewId view) {
        return of(node).owned().computeIfAbsent(view, any -> new OwnedPartitions());
    }

    /** All that a node says it has from a tidemark on. */
    void hear(Node node, ViewId view, Tidemark tidemark, Coverage all) {
        Map<PartitionId, PartitionCoverage> owned = owned(node, view).from(tidemark);
        owned.keySet().retainAll(all.partitions().keySet());
        owned.putAll(all.partitions());
        heard(view, all);
    }

    /** What a node says of the partitions it was asked for: those that it leaves out are not its any more. */
    void hear(Node node, RealtimeQuery asked, Coverage part) {
        Map<PartitionId, PartitionCoverage> owned = owned(node, asked.view()).from(asked.tidemark());
        asked.partitions()
                .ifPresent(partitions -> partitions.forEach(partition -> {
                    if (!part.partitions().containsKey(partition)) {
                        owned.remove(partition);
                    }
                }));
        owned.putAll(part.partitions());
        heard(asked.view(), part);
    }

    /** A coverage with the partitions that are known besides. */
    Coverage heard(ViewId view, Coverage coverage) {
        SortedMap<LogId, Integer> before = partitionCounts.get(view);
        if (before != null && before.equals(coverage.partitionCounts())) {
            return coverage;
        }
        SortedMap<LogId, Integer> counts = partitionCounts.merge(view, coverage.partitionCounts(), KnownNodes::most);
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

    /** What a node had when it could last be asked, as missing for a reason. */
    SortedMap<PartitionId, PartitionCoverage> missing(Node node, ViewId view, Tidemark tidemark, String reason) {
        SortedMap<PartitionId, PartitionCoverage> missing = new TreeMap<>();
        for (PartitionId partition : owned(node, view).fromOrLast(tidemark).keySet()) {
            missing.put(partition, new Missing(tidemark.offset(partition), reason));
        }
        return missing;
    }

    /** Those whom a question may be asked of, by partition: the one that is to be asked first, first. */
    SortedMap<PartitionId, Deque<Node>> candidates(RealtimeQuery query) {
        record Claim(Node node, boolean isDoubtful, PartitionCoverage coverage) {}
        Map<PartitionId, List<Claim>> claims = new TreeMap<>();
        for (Node node : present()) {
            boolean isDoubtful = pace(node).isDoubtful();
            owned(node, query.view()).from(query.tidemark()).forEach((partition, coverage) -> {
                if (isAsked(partition, query)) {
                    claims.computeIfAbsent(partition, p -> new ArrayList<>(2))
                            .add(new Claim(node, isDoubtful, coverage));
                }
            });
        }
        Comparator<Claim> best = Comparator.<Claim>comparingInt(claim -> claim.isDoubtful() ? 1 : 0)
                .thenComparing(claim -> worth(claim.coverage()), Comparator.reverseOrder());
        SortedMap<PartitionId, Deque<Node>> candidates = new TreeMap<>();
        claims.forEach((partition, of) -> {
            Deque<Node> inOrder = new ArrayDeque<>(of.size());
            of.stream()
                    .sorted(best)
                    // One that has nothing to say is asked only if nobody else is.
                    .filter(claim -> inOrder.isEmpty() || !(claim.coverage() instanceof Missing))
                    .forEach(claim -> inOrder.add(claim.node()));
            candidates.put(partition, inOrder);
        });
        return candidates;
    }

    /** Those who are asked first for some partition. */
    List<Node> firstAsked(RealtimeQuery query) {
        return candidates(query).values().stream()
                .map(Deque::element)
                .distinct()
                .toList();
    }

    /** The partitions that a question is about, as far as they are known, be they anybody's or not. */
    Set<PartitionId> asked(RealtimeQuery query) {
        Set<PartitionId> asked =
                coverage(query.view(), Collections.emptySortedMap()).everyPartition();
        asked.removeIf(partition -> !isAsked(partition, query));
        return asked;
    }

    /** What is said of partitions, with those that are known besides. */
    Coverage coverage(ViewId view, SortedMap<PartitionId, PartitionCoverage> partitions) {
        return new Coverage(partitionCounts.getOrDefault(view, Collections.emptySortedMap()), partitions);
    }

    private static boolean isAsked(PartitionId partition, RealtimeQuery query) {
        return query.partitions().isEmpty() || query.partitions().get().contains(partition);
    }

    /** The better of two things that are said of a partition: first what is covered, by how far. */
    static PartitionCoverage better(PartitionCoverage one, PartitionCoverage other) {
        return worth(other) > worth(one) ? other : one;
    }

    private static long worth(PartitionCoverage coverage) {
        if (coverage instanceof Covered covered) {
            return covered.asOf();
        }
        return coverage instanceof Behind ? -1 : -2;
    }
}
