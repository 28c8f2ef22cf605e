package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.tidemark.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells as a fault when no speed node owns a partition, or one cannot be asked: whatever comes in there is in no answer. So it
 * does when one computes another model, or its clock is off: others are asked in its place, and answers stay right.
 * Stepped by one thread.
 */
public final class OwnershipWatch {
    /** A partition that moves from one node to another is nobody's for a moment. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final int NAMED = 5;

    private final Model model;
    private final ServedViews served;
    private final RealtimeViews realtime;
    private final Clock clock;
    private final FaultSource faults;
    private final Map<String, Instant> since = new HashMap<>();
    private final Set<Node> told = new HashSet<>();

    public OwnershipWatch(Model model, ServedViews served, RealtimeViews realtime, Clock clock, Faults faults) {
        this.model = model;
        this.served = served;
        this.realtime = realtime;
        this.clock = clock;
        this.faults = faults.source();
    }

    /** Looks once. */
    public void step() {
        for (AggregationDefinition<?> definition : model.aggregations()) {
            ServedView view = served.peek(definition.name());
            Coverage coverage = realtime.coverage(view.entry().id(), view.tidemark());
            String place = "realtime view of aggregation \"" + definition.name() + "\"";
            tell(place, unowned(definition, coverage));
        }
        Map<Node, RealtimeStatus> nodes = realtime.statusByNode();
        nodes.forEach((node, status) -> {
            tell(
                    node.place(),
                    status.faults().stream()
                            .filter(fault -> fault.place().equals(node.place()))
                            .toList());
            NodeSelf self = new NodeSelf(node, status);
            tell(NodeSelf.ofModel(node), self.otherModel(model));
            tell(NodeSelf.ofClock(node), self.otherClock(clock.millis()));
        });
        forgetAllBut(nodes.keySet());
    }

    /** What was told of a node that is gone is over. */
    private void forgetAllBut(Set<Node> present) {
        Set<Node> gone = new HashSet<>(told);
        gone.removeAll(present);
        gone.forEach(node -> Stream.of(node.place(), NodeSelf.ofModel(node), NodeSelf.ofClock(node))
                .forEach(place -> tell(place, List.of())));
        told.clear();
        told.addAll(present);
    }

    private static List<Fault> unowned(AggregationDefinition<?> definition, Coverage coverage) {
        if (coverage.partitionCounts().isEmpty()) {
            return List.of(fault("no speed node has told what partitions there are"));
        }
        List<String> untold = coverage.untold(definition.input().topics());
        if (!untold.isEmpty()) {
            return List.of(fault("no speed node has told what partitions there are of " + untold));
        }
        List<PartitionId> unowned = new ArrayList<>(coverage.everyPartition());
        unowned.removeAll(coverage.partitions().keySet());
        if (unowned.isEmpty()) {
            return List.of();
        }
        List<PartitionId> named = unowned.subList(0, Math.min(NAMED, unowned.size()));
        String others = unowned.size() > NAMED ? " and " + (unowned.size() - NAMED) + " others" : "";
        return List.of(fault("no speed node owns " + named + others));
    }

    private static Fault fault(String what) {
        return new Fault(
                "TM-SRV-017",
                "",
                what + ", so what comes in there is in no answer, and the lag is not known",
                "see the other faults; if none says why, start a speed node, or see in its log what keeps it from reading");
    }

    private void tell(String place, List<Fault> found) {
        if (found.isEmpty()) {
            since.remove(place);
            faults.clear(place);
            return;
        }
        Instant now = clock.instant();
        // The earlier of the two: a clock that was set back begins anew.
        Instant first = since.merge(place, now, (before, present) -> before.isBefore(present) ? before : present);
        if (!now.isBefore(first.plus(GRACE))) {
            Fault fault = found.get(0);
            faults.raise(new Fault(fault.code(), place, fault.fault(), fault.mend()));
        }
    }
}
