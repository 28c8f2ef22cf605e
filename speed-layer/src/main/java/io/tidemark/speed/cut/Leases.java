package io.tidemark.speed.cut;

import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.tidemark.PartitionId;
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

    private record Held(TidemarkLease lease, Instant until) {}

    public Leases(Clock clock) {
        this.clock = clock;
    }

    public void take(TidemarkLease lease) {
        Key key = new Key(lease.holder(), lease.view());
        Held before = held.put(key, new Held(lease, clock.instant().plus(lease.duration())));
        if (before == null || !before.lease().tidemark().equals(lease.tidemark())) {
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
        if (held.values().removeIf(h -> h.until().isBefore(now))) {
            changes.incrementAndGet();
        }
    }
}
