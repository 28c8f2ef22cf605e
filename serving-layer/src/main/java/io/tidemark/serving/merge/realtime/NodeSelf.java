package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Fault;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.SpeedNodes.Node;
import java.util.List;

/** What a speed node tells of itself that cannot be right beside this node: a fault for a while, and answers stay right. */
record NodeSelf(Node node, RealtimeStatus status) {
    static String ofModel(Node node) {
        return "model of " + node.place();
    }

    static String ofClock(Node node) {
        return "clock of " + node.place();
    }

    List<Fault> otherModel(Model model) {
        return status.self().otherThan(model).stream()
                .map(other -> new Fault(
                        "TM-SRV-018", ofModel(node), other, "run all nodes of an installation with one model"))
                .toList();
    }

    List<Fault> otherClock(long nowMillis) {
        return status.self().clockOffAt(nowMillis).stream()
                .map(off -> new Fault(
                        "TM-SRV-019",
                        ofClock(node),
                        off + "; answers do not depend on it",
                        "set the clocks of both by NTP"))
                .toList();
    }
}
