package io.tidemark.serving.ranges;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.serving.ranges.RangeOwners.Owner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells as a fault which other serving node cannot be asked, or has other ranges than this one. Stepped by one thread. */
final class RangeWatch {
    static final Duration LOOK = Duration.ofSeconds(1);
    /** One that is started, or started again, is not there for a moment. */
    private static final int MISSES = 3;

    private final List<RangeOwners> owners;
    private final int own;
    private final String layout;
    private final FaultSource faults;
    private final Map<URI, Integer> misses = new HashMap<>();

    RangeWatch(RangeLayout layout, int own, List<RangeOwners> owners, Faults faults) {
        this.owners = owners;
        this.own = own;
        this.layout = layout.digest();
        this.faults = faults.source();
    }

    /** Looks once. */
    void step() {
        for (int range = 0; range < owners.size(); range++) {
            if (range != own) {
                for (Owner owner : owners.get(range).all()) {
                    look(range, owner);
                }
            }
        }
    }

    private void look(int range, Owner owner) {
        String place = "serving node " + owner.uri() + " of range " + (range + 1);
        long asked = System.nanoTime();
        try {
            String says = new String(owner.node().status(RangeEndpoint.LAYOUT), StandardCharsets.UTF_8);
            owner.pace().answered(asked);
            misses.remove(owner.uri());
            if (says.equals(range + " " + layout)) {
                faults.clear(place);
                return;
            }
            faults.raise(new Fault(
                    "TM-SRV-022",
                    place,
                    "has other ranges than this node, and is not asked for any",
                    "write the same " + RangeSettings.BORDERS + " and " + RangeSettings.OWNERS
                            + " for all nodes, and for each" + " its own " + RangeSettings.OWN));
        } catch (RuntimeException away) {
            owner.pace().disappointed(asked);
            if (misses.merge(owner.uri(), 1, Integer::sum) >= MISSES) {
                faults.raise(new Fault(
                        "TM-SRV-021",
                        place,
                        "cannot be asked: " + Reason.of(away),
                        "see that it runs and can be reached; what needs its range is refused meanwhile, unless another has"
                                + " it"));
            }
        }
    }
}
