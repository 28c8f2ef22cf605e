package io.tidemark.serving.merge;

import io.tidemark.fault.Fault;
import io.tidemark.fold.TileTable;
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
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayList;
import java.util.HashSet;
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
 * is the proof. A node that cannot be asked owns nothing; a partition that fails at one node is asked of the next. Never
 * throws {@link RealtimeUnavailableException}: what nobody answers is absent from the coverage.
 */
public final class RealtimeViews implements RealtimeView {
    private final Model model;
    private final List<RealtimeView> nodes;
    private final boolean areHere;
    /** By aggregation, as last heard, so that a partition is known to be missing when its only node is away. */
    private final Map<String, SortedMap<LogId, Integer>> partitionCounts = new ConcurrentHashMap<>();

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
        Map<PartitionId, List<RealtimeView>> candidates = candidates(query);
        Gathered gathered = new Gathered(new TileTable(definition(query.aggregation())));
        for (int round = 0; round < nodes.size(); round++) {
            for (var asked : assignment(candidates, gathered, round).entrySet()) {
                gathered.take(ask(asked.getKey(), only(query, asked.getValue())), asked.getValue());
            }
        }
        return new RealtimeAnswer(heard(query.aggregation(), gathered.coverage()), gathered.rows);
    }

    @Override
    public boolean isHere() {
        return areHere;
    }

    /** The nodes that say they know a partition, those that know it furthest first. */
    private Map<PartitionId, List<RealtimeView>> candidates(RealtimeQuery query) {
        record Claim(RealtimeView node, PartitionCoverage coverage) {}
        Map<PartitionId, List<Claim>> claims = new TreeMap<>();
        for (RealtimeView node : nodes) {
            coverageOf(node, query.aggregation(), query.fingerprint(), query.tidemark())
                    .partitions()
                    .forEach((partition, coverage) -> {
                        if (query.partitions().map(p -> p.contains(partition)).orElse(true)) {
                            claims.computeIfAbsent(partition, p -> new ArrayList<>())
                                    .add(new Claim(node, coverage));
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
                query.aggregation(),
                query.fingerprint(),
                query.tidemark(),
                Optional.of(partitions),
                query.groups(),
                query.tiles());
    }

    private RealtimeAnswer ask(RealtimeView node, RealtimeQuery query) {
        try {
            RealtimeAnswer answer = node.read(query);
            Coverage heard = heard(query.aggregation(), answer.coverage());
            return heard.partitionCounts().equals(answer.coverage().partitionCounts())
                    ? answer
                    : new RealtimeAnswer(heard, answer.rows());
        } catch (Throwable away) {
            return new RealtimeAnswer(nobody(query.aggregation()), new TileTable(definition(query.aggregation())));
        }
    }

    @Override
    public Coverage coverage(String aggregation, String fingerprint, Tidemark tidemark) {
        TreeMap<PartitionId, PartitionCoverage> best = new TreeMap<>();
        for (RealtimeView node : nodes) {
            coverageOf(node, aggregation, fingerprint, tidemark)
                    .partitions()
                    .forEach((partition, coverage) ->
                            best.merge(partition, coverage, (a, b) -> worth(b) > worth(a) ? b : a));
        }
        return heard(aggregation, new Coverage(new TreeMap<>(), best));
    }

    private Coverage coverageOf(RealtimeView node, String aggregation, String fingerprint, Tidemark tidemark) {
        try {
            return heard(aggregation, node.coverage(aggregation, fingerprint, tidemark));
        } catch (Throwable away) {
            return nobody(aggregation);
        }
    }

    private Coverage heard(String aggregation, Coverage coverage) {
        SortedMap<LogId, Integer> known = partitionCounts.get(aggregation);
        if (known != null && known.equals(coverage.partitionCounts())) {
            return coverage;
        }
        SortedMap<LogId, Integer> counts =
                partitionCounts.merge(aggregation, coverage.partitionCounts(), RealtimeViews::most);
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

    private Coverage nobody(String aggregation) {
        return heard(aggregation, Coverage.NONE);
    }

    private AggregationDefinition<?> definition(String aggregation) {
        return model.aggregation(aggregation).orElseThrow();
    }

    /** Leases at every node that can be asked: any of them may come to own any partition. */
    @Override
    public void lease(TidemarkLease lease) {
        RealtimeUnavailableException fault = null;
        for (RealtimeView node : nodes) {
            try {
                node.lease(lease);
            } catch (Throwable away) {
                fault = new RealtimeUnavailableException(String.valueOf(away.getMessage()), away);
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    /** How each node fares; one that cannot be asked says so as a fault. */
    public List<RealtimeStatus> statuses() {
        return nodes.stream().map(RealtimeViews::statusOf).toList();
    }

    private static RealtimeStatus statusOf(RealtimeView node) {
        try {
            return node.status();
        } catch (Throwable e) {
            return new RealtimeStatus(
                    "?",
                    List.of(),
                    0,
                    List.of(),
                    List.of(new Fault(
                            "TM-SRV-009",
                            "speed node",
                            String.valueOf(e.getMessage()),
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

        Gathered(TileTable rows) {
            this.rows = rows;
        }

        boolean isAnswered(PartitionId partition) {
            PartitionCoverage coverage = partitions.get(partition);
            return coverage != null && !(coverage instanceof Missing);
        }

        void take(RealtimeAnswer answer, Set<PartitionId> asked) {
            Set<PartitionId> unasked =
                    new HashSet<>(answer.coverage().partitions().keySet());
            unasked.removeAll(asked);
            if (!unasked.isEmpty()) {
                throw new IllegalStateException("a speed node answered for partitions " + unasked + " unasked");
            }
            partitions.putAll(answer.coverage().partitions());
            for (int row = 0; row < answer.rows().rows(); row++) {
                rows.mergeRow(answer.rows(), row);
            }
        }

        Coverage coverage() {
            return new Coverage(new TreeMap<>(), partitions);
        }
    }
}
