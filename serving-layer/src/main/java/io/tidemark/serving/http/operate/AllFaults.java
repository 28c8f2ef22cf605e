package io.tidemark.serving.http.operate;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.seam.RealtimeStatus;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The faults that stand at present, of this node and of all layers that it can ask; each once. */
final class AllFaults {
    private final Set<Fault> faults;

    private AllFaults(Set<Fault> faults) {
        this.faults = faults;
    }

    /** Of this node, and what the speed nodes have said. */
    static AllFaults of(Serving serving, List<RealtimeStatus> realtime) {
        AllFaults all = new AllFaults(new LinkedHashSet<>(serving.faults().standing()));
        realtime.forEach(node -> all.faults.addAll(node.faults()));
        return all;
    }

    void add(List<Fault> more) {
        faults.addAll(more);
    }

    void batchIsAway(IOException e) {
        faults.add(new Fault(
                "TM-SRV-011",
                "batch layer",
                "cannot be asked: " + Reason.of(e),
                "see that its storage can be reached"));
    }

    Set<Fault> standing() {
        return faults;
    }
}
