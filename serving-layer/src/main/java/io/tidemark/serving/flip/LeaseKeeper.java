package io.tidemark.serving.flip;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Reason;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.time.Pause;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Keeps the tidemarks leased, at one speed node, that views are answered from or will be. It is stepped beside all else, so
 * that nothing that takes long, neither a load nor another speed node that does not answer, makes a lease lapse. Each
 * view is a holder of its own, so that around a flip both tidemarks are held; what is not needed any more is not renewed,
 * and lapses. Safe for use by many threads.
 */
final class LeaseKeeper {
    /** A lease is renewed when this part of it is over, and looked at three times as often. */
    static final int PARTS = 3;

    private final RealtimeView node;
    private final String place;
    private final Supplier<Collection<TidemarkLease>> needed;
    private final Clock clock;
    private volatile boolean isRefused;
    private final FaultSource faults;
    private final Map<TidemarkLease, Instant> taken = new ConcurrentHashMap<>();

    /**
     * @param place what a fault calls the speed node
     * @param needed what is to be kept at present
     */
    LeaseKeeper(
            RealtimeView node, String place, Supplier<Collection<TidemarkLease>> needed, ViewFollower.Setting setting) {
        this.node = node;
        this.place = "tidemarks leased at " + place;
        this.needed = needed;
        this.clock = setting.clock();
        this.faults = setting.faults().source();
    }

    /** Renews what is due. */
    void step() {
        Collection<TidemarkLease> now = needed.get();
        taken.keySet().retainAll(now);
        boolean isWell = true;
        for (TidemarkLease lease : now) {
            isWell &= hold(lease);
        }
        if (isWell) {
            faults.clear(place);
        }
    }

    /** Whether the node could not be asked for the last lease. */
    boolean isRefused() {
        return isRefused;
    }

    /** The node is gone: nothing is wrong with it any more. */
    void close() {
        faults.close();
    }

    /** Takes a lease, or renews it if a third of it is over. Returns whether it is held. */
    boolean hold(TidemarkLease lease) {
        Instant now = clock.instant();
        Instant last = taken.get(lease);
        if (last != null && !new Pause(last, lease.duration().dividedBy(PARTS)).isOverAt(now)) {
            return true;
        }
        try {
            node.lease(lease);
            taken.put(lease, now);
            isRefused = false;
            return true;
        } catch (Throwable fault) {
            isRefused = true;
            // The next step asks again; a lapsed lease costs a typed missing part, never a wrong answer.
            faults.raise(new Fault(
                    "TM-SRV-014",
                    place,
                    "it cannot be told what is needed to answer: " + Reason.of(fault),
                    "see that it runs and can be reached; answers may lack its partitions meanwhile"));
            return false;
        }
    }
}
