package io.tidemark.serving.flip;

import io.tidemark.cut.Cut;
import io.tidemark.manifest.AggregationView;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.index.Hold;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.tidemark.Tidemark;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One aggregation's batch view as it is answered from: loaded, immutable, with its tidemark leased. Whoever reads pins
 * it first and closes it after; its rows stay in the index until the last pin is gone.
 */
public final class ServedView implements AutoCloseable {
    private final AggregationDefinition<?> definition;
    private final long manifest;
    private final Instant published;
    private final AggregationView entry;
    private final Kept kept;
    private final String leaseHolder;
    /** Found out by the first question, and the same for every other. */
    private volatile Long settledUntilMillis;
    /** Its maker's own pin is the first; at zero nobody can pin it again. */
    private final AtomicInteger pins = new AtomicInteger(1);

    /** Files in the index, and what keeps them there. */
    record Kept(IndexedView files, Hold hold) {}

    /**
     * @param leaseHolder who the realtime side keeps for what this view needs
     */
    ServedView(
            AggregationDefinition<?> definition,
            long manifest,
            Instant published,
            AggregationView entry,
            Kept kept,
            String leaseHolder) {
        this.definition = definition;
        this.manifest = manifest;
        this.published = published;
        this.entry = entry;
        this.kept = kept;
        this.leaseHolder = leaseHolder;
    }

    public AggregationDefinition<?> definition() {
        return definition;
    }

    /** The number of the manifest this is the view of; 0 before the first. */
    public long manifest() {
        return manifest;
    }

    public Instant published() {
        return published;
    }

    public AggregationView entry() {
        return entry;
    }

    public Tidemark tidemark() {
        return entry.tidemark();
    }

    /** As {@link AggregationView#settledUntilMillis}, by the one cut that this process has. */
    public long settledUntilMillis(Cut cut) {
        Long known = settledUntilMillis;
        if (known == null) {
            known = entry.settledUntilMillis(definition.input().topics(), cut);
            settledUntilMillis = known;
        }
        return known;
    }

    public IndexedView files() {
        return kept.files();
    }

    String leaseHolder() {
        return leaseHolder;
    }

    /** The same view under a later manifest, which left this aggregation as it was. */
    ServedView renumbered(long number, Instant at) {
        Kept again = new Kept(kept.files(), kept.hold().again());
        return new ServedView(definition, number, at, entry, again, leaseHolder);
    }

    /** Returns false if the view is gone; then the aggregation has flipped, and its new view is to be taken. */
    boolean pin() {
        int now = pins.get();
        while (now > 0) {
            if (pins.compareAndSet(now, now + 1)) {
                return true;
            }
            now = pins.get();
        }
        return false;
    }

    boolean isUnpinned() {
        return pins.get() == 0;
    }

    /** Gives one pin back. */
    @Override
    public void close() {
        if (pins.decrementAndGet() == 0) {
            kept.hold().close();
        }
    }
}
