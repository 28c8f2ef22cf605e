package io.tidemark.speed.cut;

import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which tidemarks serving nodes answer from. A lease that is not renewed lapses; its holder then gets <i>missing</i>, not
 * a wrong answer (PROTOCOL 3). Safe for use by many threads.
 */
public final class Leases {
    private final Clock clock;
    private final Map<Key, Held> held = new ConcurrentHashMap<>();

    private final AtomicLong changes = new AtomicLong();

    private record Key(String holder, ViewId view) {}

    private record Held(TidemarkLease lease, Instant taken) {
        boolean hasLapsedAt(Instant now) {
            return taken.plus(lease.duration()).isBefore(now);
        }
    }

    public Leases(Clock clock) {
        this.clock = clock;
    }

    /** @param lease given back, if it is for no time at all */
    public void take(TidemarkLease lease) {
        Key key = new Key(lease.holder(), lease.view());
        if (lease.duration().isZero()) {
            giveBack(key, lease.tidemark());
            return;
        }
        Held before = held.put(key, new Held(lease, clock.instant()));
        if (before == null || !before.lease().tidemark().equals(lease.tidemark())) {
            changes.incrementAndGet();
        }
    }

    private void giveBack(Key key, Tidemark tidemark) {
        Held before = held.get(key);
        if (before != null && before.lease().tidemark().equals(tidemark) && held.remove(key, before)) {
            changes.incrementAndGet();
        }
    }

    /** Whether somebody answers from a view of this version. */
    public boolean isHeld(ViewId version) {
        lapse();
        return held.keySet().stream().anyMatch(key -> key.view().equals(version));
    }

    /** Grows whenever another tidemark is leased or a lease has lapsed. */
    public long version() {
        lapse();
        return changes.get();
    }

    /** The offsets of a partition that are leased for a definition. */
    public List<Long> offsets(AggregationDefinition<?> definition, PartitionId partition) {
        lapse();
        return held.values().stream()
                .map(Held::lease)
                .filter(lease -> lease.view().equals(definition.id()))
                .map(lease -> lease.tidemark().offset(partition))
                .toList();
    }

    private void lapse() {
        Instant now = clock.instant();
        // Where the clock was set back it counts from there on: neither does a lease last for as long as that was, nor
        // is
        // one taken away that its holder has no reason to renew yet.
        held.replaceAll((key, lease) -> lease.taken().isAfter(now) ? new Held(lease.lease(), now) : lease);
        if (held.values().removeIf(lease -> lease.hasLapsedAt(now))) {
            changes.incrementAndGet();
        }
    }
}
