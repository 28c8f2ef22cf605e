package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Several speed nodes as one: each partition is asked of the node that knows it furthest, and what the node then answers
 * is the proof. A node that cannot answer, for whatever reason, be it that it throws any Throwable, costs its own
 * partitions alone: they are asked of the next, or missing. Never throws {@link RealtimeUnavailableException}.
 */
public final class RealtimeViews implements RealtimeView {
    private final Model model;
    private final List<RealtimeView> nodes;
    private final boolean areHere;
    /** As last heard, so that a partition is known to be missing when its only node is away. */
    private final Map<ViewId, SortedMap<LogId, Integer>> partitionCounts = new ConcurrentHashMap<>();

    /** As last heard, so that what is missing has its reason when a node is away. */
    private final Map<Owner, Set<PartitionId>> owned = new ConcurrentHashMap<>();

    public RealtimeViews(Model model, List<? extends RealtimeView> nodes) {
        this.model = model;
        this.nodes = List.copyOf(nodes);
        this.areHere = this.nodes.stream().allMatch(RealtimeView::isHere);
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        if (nodes.size() == 1) {
            return ask(nodes.get(0), query);
        }
        // What nobody who can be asked has, is missing for the reason that the one who had it gives.
        TreeMap<PartitionId, PartitionCoverage> missing = new TreeMap<>();
        Map<PartitionId, List<RealtimeView>> candidates = candidates(query, missing);
        Gathered gathered = new Gathered(new TileTable(definition(query.view())));
        for (int round = 0; round < nodes.size(); round++) {
            for (var asked : assignment(candidates, gathered, round).entrySet()) {
                gathered.take(ask(asked.getKey(), only(query, asked.getValue())));
            }
        }
        missing.putAll(gathered.partitions);
        return new RealtimeAnswer(
                heard(query.view(), new Coverage(new TreeMap<>(), missing)), gathered.rows, gathered.through);
    }

    @Override
    public RealtimeAnswer readAtOnce(RealtimeQuery query) {
        if (nodes.size() != 1) {
            throw WouldWaitException.INSTANCE;
        }
        RealtimeAnswer answer;
        try {
            answer = nodes.get(0).readAtOnce(query);
        } catch (Throwable orFails) {
            // What is wrong with the node is found out where there is time.
            throw WouldWaitException.INSTANCE;
        }
        return known(query.view(), answer);
    }

    @Override
    public boolean isHere() {
        return areHere;
    }

    /** The nodes that say they know a partition, those that know it furthest first. */
    private Map<PartitionId, List<RealtimeView>> candidates(
            RealtimeQuery query, Map<PartitionId, PartitionCoverage> missing) {
        record Claim(RealtimeView node, PartitionCoverage coverage) {}
        Map<PartitionId, List<Claim>> claims = new TreeMap<>();
        for (RealtimeView node : nodes) {
            Heard heard = coverageOf(node, query.view(), query.tidemark());
            heard.coverage().partitions().forEach((partition, coverage) -> {
                if (query.partitions().map(p -> p.contains(partition)).orElse(true)) {
                    if (heard.isAway()) {
                        missing.put(partition, coverage);
                    } else {
                        claims.computeIfAbsent(partition, p -> new ArrayList<>())
                                .add(new Claim(node, coverage));
                    }
                }
            });
        }
        Map<PartitionId, List<RealtimeView>> candidates = new TreeMap<>();
        claims.forEach((partition, of) -> candidates.put(
                partition,
                of.stream()
                        .sorted((a, b) -> Long.compare(worth(b.coverage()), worth(a.coverage())))
                        .map(Claim::node)
                        .toList()));
        return candidates;
    }

    private static Map<RealtimeView, Set<PartitionId>> assignment(
            Map<PartitionId, List<RealtimeView>> candidates, Gathered gathered, int round) {
        Map<RealtimeView, Set<PartitionId>> assignment = new LinkedHashMap<>();
        candidates.forEach((partition, nodes) -> {
            if (round < nodes.size() && !gathered.isAnswered(partition)) {
                assignment
                        .computeIfAbsent(nodes.get(round), n -> new TreeSet<>())
                        .add(partition);
            }
        });
        return assignment;
    }

    private static long worth(PartitionCoverage coverage) {
        if (coverage instanceof Covered covered) {
            return covered.asOf();
        }
        return coverage instanceof Behind ? -1 : -2;
    }

    private static RealtimeQuery only(RealtimeQuery query, Set<PartitionId> partitions) {
        return new RealtimeQuery(
                query.view(), query.tidemark(), Optional.of(partitions), query.groups(), query.tiles());
    }

    private RealtimeAnswer ask(RealtimeView node, RealtimeQuery query) {
        try {
            RealtimeAnswer answer = node.read(query);
            refuseUnasked(answer.coverage(), query);
            return known(query.view(), answer);
        } catch (Throwable away) {
            Coverage missing = missing(node, query.view(), query.tidemark(), away);
            Coverage asked = query.partitions().isEmpty()
                    ? missing
                    : new Coverage(
                            missing.partitionCounts(),
                            only(missing.partitions(), query.partitions().get()));
            return new RealtimeAnswer(asked, new TileTable(definition(query.view())));
        }
    }

    private RealtimeAnswer known(ViewId view, RealtimeAnswer answer) {
        Coverage heard = heard(view, answer.coverage());
        return heard.partitionCounts().equals(answer.coverage().partitionCounts())
                ? answer
                : new RealtimeAnswer(heard, answer.rows(), answer.through());
    }

    private static void refuseUnasked(Coverage coverage, RealtimeQuery query) {
        if (query.partitions().isPresent()
                && !query.partitions().get().containsAll(coverage.partitions().keySet())) {
            throw new IllegalStateException("it answered for "
                    + coverage.partitions().keySet() + " and was asked for "
                    + query.partitions().get());
        }
    }

    private static SortedMap<PartitionId, PartitionCoverage> only(
            SortedMap<PartitionId, PartitionCoverage> partitions, Set<PartitionId> asked) {
        TreeMap<PartitionId, PartitionCoverage> only = new TreeMap<>(partitions);
        only.keySet().retainAll(asked);
        return only;
    }

    @Override
    public Coverage coverage(ViewId view, Tidemark tidemark) {
        TreeMap<PartitionId, PartitionCoverage> best = new TreeMap<>();
        for (RealtimeView node : nodes) {
            coverageOf(node, view, tidemark)
                    .coverage()
                    .partitions()
                    .forEach((partition, coverage) ->
                            best.merge(partition, coverage, (a, b) -> worth(b) > worth(a) ? b : a));
        }
        return heard(view, new Coverage(new TreeMap<>(), best));
    }

    /** What a node says it covers; or, of one that cannot be asked, what it had and is missing. */
    private record Heard(Coverage coverage, boolean isAway) {}

    private record Owner(RealtimeView node, ViewId view) {}

    private Heard coverageOf(RealtimeView node, ViewId view, Tidemark tidemark) {
        try {
            Coverage heard = heard(view, node.coverage(view, tidemark));
            owned.put(new Owner(node, view), heard.partitions().keySet());
            return new Heard(heard, false);
        } catch (Throwable away) {
            return new Heard(missing(node, view, tidemark, away), true);
        }
    }

    /** What a node had when it could last be asked. */
    private Coverage missing(RealtimeView node, ViewId view, Tidemark tidemark, Throwable away) {
        String reason = "its speed node cannot answer: " + Reason.of(away);
        TreeMap<PartitionId, PartitionCoverage> missing = new TreeMap<>();
        for (PartitionId partition : owned.getOrDefault(new Owner(node, view), Set.of())) {
            missing.put(partition, new Missing(tidemark.offset(partition), reason));
        }
        return heard(view, new Coverage(new TreeMap<>(), missing));
    }

    private Coverage heard(ViewId view, Coverage coverage) {
        SortedMap<LogId, Integer> known = partitionCounts.get(view);
        if (known != null && known.equals(coverage.partitionCounts())) {
            return coverage;
        }
        SortedMap<LogId, Integer> counts = partitionCounts.merge(view, coverage.partitionCounts(), RealtimeViews::most);
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

    private AggregationDefinition<?> definition(ViewId view) {
        return model.aggregation(view.name()).orElseThrow();
    }

    /** Leases at every node that can be asked: any of them may come to own any partition. */
    @Override
    public void lease(TidemarkLease lease) {
        RealtimeUnavailableException fault = null;
        for (RealtimeView node : nodes) {
            try {
                node.lease(lease);
            } catch (Throwable away) {
                fault = new RealtimeUnavailableException(Reason.of(away), away);
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    /** How each node fares; one that cannot be asked says so as a fault. */
    public List<RealtimeStatus> statuses() {
        List<RealtimeStatus> statuses = new ArrayList<>();
        for (RealtimeView node : nodes) {
            statuses.add(statusOf(node, place(statuses.size())));
        }
        return List.copyOf(statuses);
    }

    /** What the faults of a node are known by that cannot tell its name. */
    static String place(int node) {
        return "speed node " + (node + 1);
    }

    private static RealtimeStatus statusOf(RealtimeView node, String place) {
        try {
            return node.status();
        } catch (Throwable e) {
            return new RealtimeStatus(
                    "?",
                    List.of(),
                    0,
                    List.of(),
                    0,
                    List.of(new Fault(
                            "TM-SRV-009",
                            place,
                            "cannot be asked: " + Reason.of(e),
                            "see that it runs and can be reached")));
        }
    }

    /** All nodes as one. */
    @Override
    public RealtimeStatus status() {
        List<RealtimeStatus> all = statuses();
        return new RealtimeStatus(
                String.join(", ", all.stream().map(RealtimeStatus::node).toList()),
                all.stream().flatMap(s -> s.partitions().stream()).toList(),
                all.stream().mapToLong(RealtimeStatus::quarantinedRecords).sum(),
                all.stream().flatMap(s -> s.quarantine().stream()).toList(),
                all.stream().mapToLong(RealtimeStatus::tombstones).sum(),
                all.stream().flatMap(s -> s.faults().stream()).toList());
    }

    @Override
    public void close() {
        nodes.forEach(RealtimeView::close);
    }

    /** What was answered so far, each partition by one node alone. */
    private static final class Gathered {
        private final TileTable rows;
        private final TreeMap<PartitionId, PartitionCoverage> partitions = new TreeMap<>();
        private Optional<GroupKey> through = Optional.empty();

        Gathered(TileTable rows) {
            this.rows = rows;
        }

        boolean isAnswered(PartitionId partition) {
            PartitionCoverage coverage = partitions.get(partition);
            return coverage != null && !(coverage instanceof Missing);
        }

        void take(RealtimeAnswer answer) {
            partitions.putAll(answer.coverage().partitions());
            through = RealtimeAnswer.nearest(through, answer.through());
            try {
                for (int row = 0; row < answer.rows().rows(); row++) {
                    rows.mergeRow(answer.rows(), row);
                }
            } catch (Throwable thrown) {
                // Half of it may be in the rows: neither node's partitions could be said to be missing.
                throw UserCode.cannotAnswer(thrown, rows.definition().place());
            }
        }
    }
}
