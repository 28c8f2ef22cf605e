package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.GroupBorders;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.serving.merge.realtime.Asking.Given;
import io.tidemark.serving.merge.realtime.Looks.Seen;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * Several speed nodes as one: each partition is asked of the node that knows it furthest, as far as is known, and what the
 * node then answers is the proof. A node that cannot answer, for whatever reason, be it that it throws any Throwable, costs its
 * own partitions alone: they are asked of the next, or missing. Never throws {@link RealtimeUnavailableException}.
 */
public final class RealtimeViews implements RealtimeView {
    /** After a look that found nobody for what nobody had. */
    private static final Duration REST = Duration.ofMillis(100);

    private final Model model;
    private final SpeedNodes nodes;
    private final Executor threads;
    private final KnownNodes known;
    private final Looks looks;
    private final long restNanos;
    private volatile long lookedInVainNanos;

    /** Nodes that stay, asked one after the other, and looked at as often as it may be of use. */
    public RealtimeViews(Model model, List<? extends RealtimeView> nodes) {
        this(model, SpeedNodes.of(nodes), Runnable::run, Duration.ZERO);
    }

    /** @param threads where nodes are asked: one that does not answer keeps its thread waiting */
    public RealtimeViews(Model model, SpeedNodes nodes, Executor threads) {
        this(model, nodes, threads, REST);
    }

    private RealtimeViews(Model model, SpeedNodes nodes, Executor threads, Duration rest) {
        this.restNanos = rest.toNanos();
        this.lookedInVainNanos = System.nanoTime() - restNanos;
        this.model = model;
        this.nodes = nodes;
        this.threads = threads;
        this.known = new KnownNodes(nodes);
        this.looks = new Looks(known, threads);
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        Optional<Node> alone = alone();
        if (alone.isPresent()) {
            return readAlone(alone.get(), query);
        }
        GatheredRows rows = new GatheredRows(rows(query));
        Coverage coverage = ask(query, rows);
        return new RealtimeAnswer(coverage, rows.rows(), rows.through());
    }

    private RealtimeAnswer readAlone(Node node, RealtimeQuery query) {
        try {
            RealtimeAnswer answer = node.view().read(query);
            Asking.requireMeant(answer.coverage(), query);
            return told(query.view(), answer);
        } catch (RealtimeAnswer.TooLargeException scanned) {
            throw scanned;
        } catch (Throwable away) {
            return new RealtimeAnswer(missing(node, query, away), rows(query));
        }
    }

    private RealtimeAnswer told(ViewId view, RealtimeAnswer answer) {
        Coverage heard = known.heard(view, answer.coverage());
        return heard.partitionCounts().equals(answer.coverage().partitionCounts())
                ? answer
                : new RealtimeAnswer(heard, answer.rows(), answer.through());
    }

    private Optional<Node> alone() {
        List<Node> present = nodes.present();
        return present.size() == 1 ? Optional.of(present.get(0)) : Optional.empty();
    }

    private TileTable rows(RealtimeQuery query) {
        return new TileTable(model.aggregation(query.view().name()).orElseThrow());
    }

    private Coverage missing(Node node, RealtimeQuery query, Throwable away) {
        SortedMap<PartitionId, PartitionCoverage> missing =
                new TreeMap<>(known.missing(node, query.view(), query.tidemark(), cannotAnswer(Reason.of(away))));
        query.partitions().ifPresent(missing.keySet()::retainAll);
        return known.coverage(query.view(), missing);
    }

    static String cannotAnswer(String reason) {
        return "its speed node cannot answer: " + reason;
    }

    /** Asks several nodes. Where they are known to have everything, each that is needed is asked once. */
    private <A> Coverage ask(RealtimeQuery query, Asking.Form<A> form) {
        Asking<A> asking = new Asking<>(known, threads, query, form);
        try {
            asking.ask();
            // What moved to another node, or nobody has asked for yet, is found by a look.
            if (asking.isOpen() && System.nanoTime() - lookedInVainNanos >= restNanos) {
                asking.askAgain(coverage(query.view(), query.tidemark()));
                if (asking.isOpen()) {
                    lookedInVainNanos = System.nanoTime();
                }
            }
            return asking.coverage();
        } finally {
            asking.end();
        }
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        return scans(query, List.of()).get(0);
    }

    @Override
    public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders) {
        return scans(query, borders, Collections.emptySortedMap());
    }

    /**
     * Those of one node, which knows about how groups are spread at all: where borders are only makes pieces even. Others are
     * asked once whether they can be asked for pieces; while one cannot, such as one of an earlier version, there are none.
     */
    @Override
    public GroupBorders borders(RealtimeQuery query, int pieces) {
        List<Node> asked = alone().map(List::of).orElseGet(() -> known.firstAsked(query));
        List<Node> untried =
                asked.stream().filter(node -> !known.canBeInPieces(node)).toList();
        List<Node> looked = untried.isEmpty() ? asked.subList(0, Math.min(1, asked.size())) : untried;
        record What(RealtimeQuery query, int pieces) {}
        GroupBorders borders = GroupBorders.NONE;
        for (Map.Entry<Node, Seen<GroupBorders>> seen : looks.at(
                        looked, new What(query, pieces), node -> node.view().borders(query, pieces), heard -> true)
                .entrySet()) {
            if (seen.getValue().isAway()) {
                // Where its rows are missing, too, it is told then why.
                return GroupBorders.NONE;
            }
            known.hearOfPieces(seen.getKey());
            borders = GroupBorders.ofMore(borders, seen.getValue().given());
        }
        return borders;
    }

    /**
     * The same without partitions whose rows broke off before, which are missing. What breaks off later says so by a {@link
     * BrokenScanException}.
     */
    public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders, SortedMap<PartitionId, Missing> lost) {
        OpenedScans scans = new OpenedScans(query.tidemark(), borders, known);
        try {
            RealtimeQuery asked = lost.isEmpty() ? query : without(lost.keySet(), query);
            Optional<Node> alone = alone();
            Coverage coverage = alone.isPresent() ? openAlone(alone.get(), asked, scans) : ask(asked, scans);
            TreeMap<PartitionId, PartitionCoverage> partitions = new TreeMap<>(coverage.partitions());
            if (!borders.isEmpty() && partitions.values().stream().anyMatch(Missing.class::isInstance)) {
                known.forgetPieces();
            }
            partitions.putAll(lost);
            return scans.proving(new Coverage(coverage.partitionCounts(), partitions));
        } catch (Throwable e) {
            scans.close();
            throw e;
        }
    }

    private Coverage openAlone(Node node, RealtimeQuery query, OpenedScans scans) {
        try {
            Given<List<RealtimeScan>> given = Asking.meant(scans, node, query);
            scans.take(node, given.rows());
            return known.heard(query.view(), given.coverage());
        } catch (Throwable away) {
            return missing(node, query, away);
        }
    }

    private RealtimeQuery without(Set<PartitionId> lost, RealtimeQuery query) {
        Set<PartitionId> others = new TreeSet<>(
                coverage(query.view(), query.tidemark()).partitions().keySet());
        query.partitions().ifPresent(others::retainAll);
        others.removeAll(lost);
        return only(query, others);
    }

    @Override
    public RealtimeAnswer readAtOnce(RealtimeQuery query) {
        Node alone = alone().orElseThrow(() -> WouldWaitException.INSTANCE);
        RealtimeAnswer answer;
        try {
            answer = alone.view().readAtOnce(query);
        } catch (Throwable orFails) {
            // What is wrong with the node is found out where there is time.
            throw WouldWaitException.INSTANCE;
        }
        return told(query.view(), answer);
    }

    @Override
    public boolean isHere() {
        for (Node node : nodes.present()) {
            if (!node.view().isHere()) {
                return false;
            }
        }
        return true;
    }

    static RealtimeQuery only(RealtimeQuery query, Set<PartitionId> partitions) {
        return new RealtimeQuery(
                query.view(), query.tidemark(), Optional.of(partitions), query.groups(), query.tiles());
    }

    /** Asked anew of all nodes, so that who asks questions after it knows whom. */
    @Override
    public Coverage coverage(ViewId view, Tidemark tidemark) {
        record What(ViewId view, Tidemark tidemark) {}
        List<Node> present = nodes.present();
        known.retain(present);
        Map<Node, Seen<Coverage>> seen = looks.at(
                present,
                new What(view, tidemark),
                node -> {
                    Coverage all = node.view().coverage(view, tidemark);
                    known.hear(node, view, tidemark, all);
                    return all;
                },
                heard -> isAnsweredFor(view, heard));
        return covered(view, tidemark, seen);
    }

    private Coverage covered(ViewId view, Tidemark tidemark, Map<Node, Seen<Coverage>> seen) {
        TreeMap<PartitionId, PartitionCoverage> best = new TreeMap<>();
        seen.forEach((node, of) -> {
            SortedMap<PartitionId, PartitionCoverage> partitions = of.isAway()
                    ? known.missing(node, view, tidemark, cannotAnswer(of.away()))
                    : of.given().partitions();
            partitions.forEach((partition, coverage) -> best.merge(partition, coverage, KnownNodes::better));
        });
        return known.coverage(view, best);
    }

    /** Whether all partitions that are known are answered for by nodes that were heard. */
    private boolean isAnsweredFor(ViewId view, List<Coverage> heard) {
        Set<PartitionId> open =
                known.coverage(view, Collections.emptySortedMap()).everyPartition();
        heard.forEach(coverage -> coverage.partitions().forEach((partition, of) -> {
            if (!(of instanceof Missing)) {
                open.remove(partition);
            }
        }));
        return open.isEmpty() && !heard.isEmpty();
    }

    /** Leases at every node that can be asked: any of them may come to own any partition. */
    @Override
    public void lease(TidemarkLease lease) {
        RealtimeUnavailableException fault = null;
        for (Node node : nodes.present()) {
            try {
                node.view().lease(lease);
            } catch (Throwable away) {
                fault = new RealtimeUnavailableException(Reason.of(away), away);
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    /** How each node fares; one that cannot be asked, or not soon, says so as a fault. */
    public Map<Node, RealtimeStatus> statusByNode() {
        Map<Node, RealtimeStatus> statuses = new LinkedHashMap<>();
        looks.at(nodes.present(), "status", node -> node.view().status(), heard -> true)
                .forEach((node, seen) ->
                        statuses.put(node, seen.isAway() ? cannotBeAsked(node, seen.away()) : seen.given()));
        return statuses;
    }

    public List<RealtimeStatus> statuses() {
        return List.copyOf(statusByNode().values());
    }

    private static RealtimeStatus cannotBeAsked(Node node, String why) {
        return new RealtimeStatus(
                node.name(),
                List.of(),
                0,
                List.of(),
                0,
                List.of(new Fault(
                        "TM-SRV-009", node.place(), "cannot be asked: " + why, "see that it runs and can be reached")));
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
        nodes.present().forEach(node -> node.view().close());
    }
}
