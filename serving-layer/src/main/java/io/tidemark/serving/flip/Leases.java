package io.tidemark.serving.flip;

import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tidemarks leased that views are answered from. Each view is a holder of its own, so that around a flip both
 * tidemarks are held; a view that is gone is not renewed, and its lease lapses. Owned by the follower's thread.
 */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final String node;
    private final RealtimeView realtime;
    private final Duration duration;
    private final Clock clock;
    private final Map<String, Instant> taken = new HashMap<>();

    Leases(String node, RealtimeView realtime, Duration duration, Clock clock) {
        this.node = node;
        this.realtime = realtime;
        this.duration = duration;
        this.clock = clock;
    }

    String holder(long manifest) {
        return node + "#" + manifest;
    }

    /** Takes or renews the lease of a view if a third of the last one is over. */
    void hold(ServedView view) {
        String key = view.leaseHolder() + " " + view.definition().name();
        Instant now = clock.instant();
        Instant last = taken.get(key);
        if (last != null && now.isBefore(last.plus(duration.dividedBy(3)))) {
            return;
        }
        try {
            realtime.lease(new TidemarkLease(
                    view.leaseHolder(),
                    view.definition().name(),
                    view.entry().fingerprint(),
                    view.tidemark(),
                    duration));
            taken.put(key, now);
        } catch (RealtimeUnavailableException e) {
            // The next step asks again; a lapsed lease costs a typed missing part, never a wrong answer.
            LOG.debug(
                    "A tidemark could not be leased: aggregation={}",
                    view.definition().name(),
                    e);
        }
    }

    /** Forgets the leases of all but these views. */
    void keepOnly(Collection<ServedView> views) {
        taken.keySet()
                .retainAll(views.stream()
                        .map(view ->
                                view.leaseHolder() + " " + view.definition().name())
                        .toList());
    }
}
