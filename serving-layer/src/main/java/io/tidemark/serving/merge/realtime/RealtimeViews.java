package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.GroupBorders;
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
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Several speed nodes as one: each partition is asked of the node that knows it furthest, and what the node then answers
 * is the proof. A node that cannot answer, for whatever reason, be it that it throws any Throwable, costs its own
 * partitions alone: they are asked of the next, or missing. Never throws {@link RealtimeUnavailableException}.
 */
public final class RealtimeViews implements RealtimeView {
    private final Model model;
    private final List<RealtimeView> nodes;
    private final boolean areHere;
    private final KnownPartitions known = new KnownPartitions();

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
        Gathered gathered = new Gathered(new TileTable(definition(query.view())));
        Coverage coverage = gather(query, (node, part) -> gathered.take(ask(node, part)));
        return new RealtimeAnswer(coverage, gathered.rows, gathered.through);
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        return scans(query, List.of()).get(0);
    }

    @Override
    public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders) {
        return scans(query, borders, Collections.emptySortedMap());
    }

    /** Those of a node that is alone; parts of several would have to be of one size together. */
    @Override
    public GroupBorders borders(RealtimeQuery query, int pieces) {
        try {
            return nodes.size() == 1 ? nodes.get(0).borders(query, pieces) : GroupBorders.NONE;
        } catch (Throwable away) {
            // Its rows will be missing, and why is told then.
            return GroupBorders.NONE;
        }
    }

    /**
     * The same without partitions whose rows broke off before, which are missing. What breaks off later says so by a {@link
     * BrokenScanException}.
     */
    public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders, SortedMap<PartitionId, Missing> lost) {
        List<MergedScan> scans = RealtimeScan.starts(borders).stream()
                .map(start -> new MergedScan(query.tidemark()))
                .toList();
        try {
            RealtimeQuery asked = lost.isEmpty() ? query : without(lost.keySet(), query);
            Coverage coverage = gather(asked, (node, part) -> {
                List<RealtimeScan> ofNode = open(node, part, borders);
                for (int i = 0; i < ofNode.size(); i++) {
                    scans.get(i).add(ofNode.get(i));
                }
                return ofNode.get(0).coverage();
            });
            TreeMap<PartitionId, PartitionCoverage> partitions = new TreeMap<>(coverage.partitions());
            partitions.putAll(lost);
            Coverage proof = new Coverage(coverage.partitionCounts(), partitions);
            return scans.stream().<RealtimeScan>map(scan -> scan.proving(proof)).toList();
        } catch (Throwable e) {
            scans.forEach(MergedScan::close);
            throw e;
        }
    }

    private RealtimeQuery without(Set<PartitionId> lost, RealtimeQuery query) {
        Set<PartitionId> others = new TreeSet<>(
                coverage(query.view(), query.tidemark()).partitions().keySet());
        query.partitions().ifPresent(others::retainAll);
        others.removeAll(lost);
        return only(query, others);
    }

    /** Asks a node, and returns what its answer covers. */
    private interface Asking {
        Coverage ask(RealtimeView node, RealtimeQuery part);
    }

    /** Asks for each partition those who know it, until one answers for it. */
    private Coverage gather(RealtimeQuery query, Asking asking) {
        if (nodes.size() == 1) {
            return known.heard(query.view(), asking.ask(nodes.get(0), query));
        }
        // What nobody who can be asked has, is missing for the reason that the one who had it gives.
        TreeMap<PartitionId, PartitionCoverage> missing = new TreeMap<>();
        Map<PartitionId, List<RealtimeView>> candidates = candidates(query, missing);
        TreeMap<PartitionId, PartitionCoverage> answered = new TreeMap<>();
        for (int round = 0; round < nodes.size(); round++) {
            for (var asked : assignment(candidates, answered, round).entrySet()) {
                answered.putAll(asking.ask(asked.getKey(), only(query, asked.getValue()))
                        .partitions());
            }
        }
        missing.putAll(answered);
        return known.heard(query.view(), new Coverage(new TreeMap<>(), missing));
    }

    private static boolean isAnswered(PartitionCoverage coverage) {
        return coverage != null && !(coverage instanceof Missing);
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
        return told(query.view(), answer);
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
            Map<PartitionId, List<RealtimeView>> candidates, Map<PartitionId, PartitionCoverage> answered, int round) {
        Map<RealtimeView, Set<PartitionId>> assignment = new LinkedHashMap<>();
        candidates.forEach((partition, nodes) -> {
            if (round < nodes.size() && !isAnswered(answered.get(partition))) {
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
            return told(query.view(), answer);
        } catch (RealtimeAnswer.TooLargeException scanned) {
            throw scanned;
        } catch (Throwable away) {
            return withoutRows(node, query, away);
        }
    }

    private List<RealtimeScan> open(RealtimeView node, RealtimeQuery query, List<GroupKey> borders) {
        try {
            List<RealtimeScan> scans = node.scans(query, borders);
            try {
                refuseUnasked(scans.get(0).coverage(), query);
            } catch (Throwable unasked) {
                scans.forEach(RealtimeScan::close);
                throw unasked;
            }
            return scans;
        } catch (Throwable away) {
            RealtimeAnswer without = withoutRows(node, query, away);
            return RealtimeScan.starts(borders).stream()
                    .map(start -> RealtimeScan.of(without))
                    .toList();
        }
    }

    private RealtimeAnswer withoutRows(RealtimeView node, RealtimeQuery query, Throwable away) {
        Coverage missing = known.missing(node, query.view(), query.tidemark(), away);
        Coverage asked = query.partitions().isEmpty()
                ? missing
                : new Coverage(
                        missing.partitionCounts(),
                        only(missing.partitions(), query.partitions().get()));
        return new RealtimeAnswer(asked, new TileTable(definition(query.view())));
    }

    private RealtimeAnswer told(ViewId view, RealtimeAnswer answer) {
        Coverage heard = known.heard(view, answer.coverage());
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
        return known.heard(view, new Coverage(new TreeMap<>(), best));
    }

    /** What a node says it covers; or, of one that cannot be asked, what it had and is missing. */
    private record Heard(Coverage coverage, boolean isAway) {}

    private Heard coverageOf(RealtimeView node, ViewId view, Tidemark tidemark) {
        try {
            Coverage heard = known.heard(view, node.coverage(view, tidemark));
            known.owns(node, view, heard.partitions().keySet());
            return new Heard(heard, false);
        } catch (Throwable away) {
            return new Heard(known.missing(node, view, tidemark, away), true);
        }
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

    /** The rows of what was answered so far, each partition by one node alone. */
    private static final class Gathered {
        private final TileTable rows;
        private Optional<GroupKey> through = Optional.empty();

        Gathered(TileTable rows) {
            this.rows = rows;
        }

        Coverage take(RealtimeAnswer answer) {
            through = RealtimeAnswer.nearest(through, answer.through());
            try {
                for (int row = 0; row < answer.rows().rows(); row++) {
                    rows.mergeRow(answer.rows(), row);
                }
            } catch (Throwable thrown) {
                // Half of it may be in the rows: neither node's partitions could be said to be missing.
                throw UserCode.cannotAnswer(thrown, rows.definition().place());
            }
            return answer.coverage();
        }
    }
}
