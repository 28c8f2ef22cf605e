package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Fault;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.SpeedNodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a speed node tells of itself that cannot be right beside this node. */
record NodeSelf(Node node, RealtimeStatus status) {
    /** Answers do not depend on it, but leases and logs of a node whose clock is off are hard to follow. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    static String ofDefinitions(Node node) {
        return "model of " + node.place();
    }

    static String ofClock(Node node) {
        return "clock of " + node.place();
    }

    List<Fault> otherDefinitions(Model model) {
        Map<String, String> told = status.self().definitions();
        if (told.isEmpty()) {
            return List.of();
        }
        List<String> others = model.aggregations().stream()
                .filter(definition -> !definition.fingerprint().equals(told.get(definition.name())))
                .map(definition -> told.containsKey(definition.name())
                        ? "\"" + definition.name() + "\" of definition " + told.get(definition.name()) + ", not "
                                + definition.fingerprint()
                        : "no \"" + definition.name() + "\"")
                .toList();
        return others.isEmpty()
                ? List.of()
                : List.of(new Fault(
                        "TM-SRV-018",
                        ofDefinitions(node),
                        "computes " + String.join("; ", others) + ": it answers nothing of them here",
                        "run all nodes of an installation with one model"));
    }

    List<Fault> otherClock(long nowMillis) {
        long told = status.self().clockMillis();
        Duration off = Duration.ofMillis(told - nowMillis);
        return told < 0 || off.abs().compareTo(CLOCKS_DIFFER) < 0
                ? List.of()
                : List.of(new Fault(
                        "TM-SRV-019",
                        ofClock(node),
                        "is " + off.abs().toSeconds() + " s " + (off.isNegative() ? "behind" : "ahead of")
                                + " this node's; answers do not depend on it",
                        "set the clocks of both by NTP"));
    }
}
