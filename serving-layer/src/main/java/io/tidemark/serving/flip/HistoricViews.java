package io.tidemark.serving.flip;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.IndexException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** Views of earlier manifests that were asked for lately, loaded on demand. Guarded by the follower's lock. */
final class HistoricViews {
    private static final int KEPT = 8;

    private final BatchViews batch;
    private final BatchIndex index;
    private final Deque<ServedView> kept = new ArrayDeque<>();
    private final List<ServedView> retiring = new ArrayList<>();

    HistoricViews(BatchViews batch, BatchIndex index) {
        this.batch = batch;
        this.index = index;
    }

    ServedView pinned(AggregationDefinition<?> definition, long number) {
        for (ServedView view : kept) {
            if (view.manifest() == number && view.definition().equals(definition) && view.pin()) {
                return view;
            }
        }
        ServedView view = load(definition, number);
        view.pin();
        kept.addFirst(view);
        if (kept.size() > KEPT) {
            ServedView oldest = kept.removeLast();
            oldest.close();
            retiring.add(oldest);
        }
        return view;
    }

    Collection<ServedView> live() {
        retiring.removeIf(ServedView::isUnpinned);
        List<ServedView> live = new ArrayList<>(kept);
        live.addAll(retiring);
        return live;
    }

    private ServedView load(AggregationDefinition<?> definition, long number) {
        String place = "aggregation \"" + definition.name() + "\", manifest " + number;
        try {
            Manifest manifest = batch.manifest(number)
                    .orElseThrow(() -> new ManifestUnavailableException(place + ": there is none", null));
            AggregationView entry = manifest.aggregation(definition.name())
                    .filter(view -> view.fingerprint().equals(definition.fingerprint()))
                    .orElseThrow(() -> new ManifestUnavailableException(
                            place + ": it has no view of the definition " + definition.fingerprint(), null));
            return new ServedView(
                    definition, number, manifest.published(), entry, index.load(entry, definition, batch), "history");
        } catch (IOException | IndexException e) {
            throw new ManifestUnavailableException(place + ": its files cannot be read: " + e, e);
        }
    }
}
