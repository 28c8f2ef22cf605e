package io.tidemark.serving.flip;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Reason;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.time.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tidemarks leased, at one speed node, that views are answered from or will be. It is stepped beside all else, so
 * that nothing that takes long, neither a load nor another speed node that does not answer, makes a lease lapse. Each
 * view is a holder of its own, so that around a flip both tidemarks are held; what is not needed any more is given back. Safe
 * for use by many threads.
 */
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

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
        // Before what is needed is asked for: what is taken after that is needed.
        List<TidemarkLease> before = List.copyOf(taken.keySet());
        Collection<TidemarkLease> now = needed.get();
        before.stream().filter(lease -> !now.contains(lease)).forEach(this::giveBack);
        boolean isWell = true;
        for (TidemarkLease lease : now) {
            isWell &= hold(lease);
        }
        if (isWell) {
            faults.clear(place);
        }
    }

    /** So that the node need not wait until it lapses, as one does that hands a partition over. */
    private synchronized void giveBack(TidemarkLease lease) {
        taken.remove(lease);
        try {
            node.lease(new TidemarkLease(lease.holder(), lease.view(), lease.tidemark(), Duration.ZERO));
        } catch (Throwable itLapses) {
            LOG.debug("a lease could not be given back: node={} lease={}", place, lease, itLapses);
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
    synchronized boolean hold(TidemarkLease lease) {
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
