package io.tidemark.serving.flip;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.serving.index.Hold;
import io.tidemark.serving.index.IndexedView;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view each aggregation is answered from now. Any thread may read and never waits; the follower alone flips.
 */
public final class ServedViews {
    private static final Logger LOG = LoggerFactory.getLogger(ServedViews.class);

    private final Map<String, AtomicReference<ServedView>> views = new TreeMap<>();
    private final List<FlipListener> listeners = new CopyOnWriteArrayList<>();

    /** Every aggregation of the model, answered by the realtime view alone until its first flip. */
    public ServedViews(Model model) {
        for (AggregationDefinition<?> definition : model.aggregations()) {
            AggregationView empty = AggregationView.empty(definition.id());
            ServedView.Kept nothing = new ServedView.Kept(IndexedView.EMPTY, Hold.NONE.again());
            views.put(
                    definition.name(),
                    new AtomicReference<>(
                            new ServedView(definition, 0, Manifest.NONE.published(), empty, nothing, "start")));
        }
    }

    /** Tells of each flip from now on. */
    public void listen(FlipListener listener) {
        listeners.add(listener);
    }

    /** The view of an aggregation of the model, pinned: to be closed after reading. */
    public ServedView pinned(String aggregation) {
        AtomicReference<ServedView> current = views.get(aggregation);
        if (current == null) {
            throw new IllegalArgumentException("aggregation \"" + aggregation + "\" is not in the model");
        }
        ServedView view = current.get();
        while (!view.pin()) {
            view = current.get();
        }
        return view;
    }

    /** The view of an aggregation now, to look at but not to read rows of. */
    public ServedView peek(String aggregation) {
        return views.get(aggregation).get();
    }

    Collection<ServedView> all() {
        return List.copyOf(views.values().stream().map(AtomicReference::get).toList());
    }

    /** The one step that readers see. The view before is its readers' for a while. */
    void swap(ServedView next) {
        views.get(next.definition().name()).set(next);
    }

    void tell(ServedView from, ServedView to) {
        for (FlipListener listener : listeners) {
            try {
                listener.flipped(from, to);
            } catch (Throwable theListenersOwn) {
                // The flip has happened, whatever those make of it who are told.
                LOG.warn(
                        "A flip could not be told: aggregation={}",
                        to.definition().name(),
                        theListenersOwn);
            }
        }
    }
}
