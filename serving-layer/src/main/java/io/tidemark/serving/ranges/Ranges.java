package io.tidemark.serving.ranges;

import io.tidemark.fault.Faults;
import io.tidemark.loop.LoopStep;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.GroupRanker;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A node's share of divided views: its index, and where the other nodes ask it. Made, started, closed; the index is its maker's. */
public final class Ranges implements AutoCloseable {
    private final BatchIndex index;
    private final RangeEndpoint endpoint;
    private final RangeWatch watch;

    /**
     * What they stand between.
     *
     * @param local holds what is this node's
     * @param ranker finds the best groups of that, for others
     */
    public record Between(Model model, BatchIndex local, GroupRanker ranker, BatchViews batch) {}

    /**
     * @param loads where what others ask for is loaded, if it is not here
     * @param asks where other nodes are waited for, beside who asks: one that does not answer keeps its thread
     * @throws RangesException if the ranges cannot be as they are set
     */
    public Ranges(RangeSettings settings, Between between, Executor loads, Executor asks, Faults faults) {
        RangeLayout layout = RangeLayout.read(
                settings.borders(), between.model(), settings.owners().size());
        int own = settings.own() - 1;
        List<RangeOwners> owners = new ArrayList<>();
        for (List<URI> of : settings.owners()) {
            owners.add(new RangeOwners(owners.size() == own ? List.of() : of, settings.pass(), asks));
        }
        RangeParts parts = new RangeParts(between.model(), between.local(), layout, own, between.batch(), loads);
        this.index = new RangedIndex(between.local(), layout, own, owners, parts);
        this.endpoint = new RangeEndpoint(parts, between.ranker(), layout, settings, faults);
        this.watch = new RangeWatch(layout, own, owners, faults);
    }

    /** What all that is served is read from: whole views. */
    public BatchIndex index() {
        return index;
    }

    /**
     * Begins to answer others.
     *
     * @throws java.io.UncheckedIOException if the address cannot be listened on
     */
    public void start() {
        endpoint.start();
    }

    /** Where others ask; known once it is started. */
    public URI uri() {
        return endpoint.uri();
    }

    /** Looks after the other nodes, to be stepped now and then. */
    public LoopStep watching() {
        return () -> {
            watch.step();
            return RangeWatch.LOOK;
        };
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
