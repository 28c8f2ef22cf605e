package io.tidemark.serving.flip;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.tidemark.fault.Reason;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.Hold;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Views of earlier manifests that were asked for lately, loaded on demand by threads of their own: neither who follows the
 * manifests nor who answers questions waits for them. Safe for use by many threads.
 */
public final class HistoricViews {
    private static final int KEPT = 8;

    private final Model model;
    private final BatchViews batch;
    private final BatchIndex index;
    private final AsyncCache<Place, Loaded> views;

    private record Place(String aggregation, long manifest) {
        @Override
        public String toString() {
            return "aggregation \"" + aggregation + "\", manifest " + manifest;
        }
    }

    /** A view, or why there is none: one of the two. The cache must not take the latter for a failure of its own. */
    private record Loaded(Optional<ServedView> view, Optional<ManifestUnavailableException> fault) {
        void close() {
            view.ifPresent(ServedView::close);
        }
    }

    /**
     * @param loads where views are loaded; what it throws when it takes no more is the asker's to handle
     */
    public HistoricViews(Model model, BatchViews batch, BatchIndex index, Executor loads) {
        this.model = model;
        this.batch = batch;
        this.index = index;
        this.views = Caffeine.newBuilder()
                .maximumSize(KEPT)
                .executor(loads)
                .evictionListener((Place place, Loaded loaded, RemovalCause cause) -> loaded.close())
                .buildAsync();
    }

    /**
     * The view of an aggregation in an earlier manifest, pinned, once it is loaded: to be closed after reading. Fails with a
     * {@link ManifestUnavailableException} if there is no such manifest, or its files are no longer kept.
     */
    public CompletableFuture<ServedView> find(String aggregation, long manifest) {
        Place place = new Place(aggregation, manifest);
        return views.get(place, this::load).thenCompose(loaded -> {
            if (loaded.fault().isPresent()) {
                views.synchronous().asMap().remove(place, loaded);
                return CompletableFuture.failedFuture(loaded.fault().get());
            }
            ServedView view = loaded.view().orElseThrow();
            if (!index.isWhole(view.files()) && views.synchronous().asMap().remove(place, loaded)) {
                loaded.close();
            }
            return view.pin() ? CompletableFuture.completedFuture(view) : find(aggregation, manifest);
        });
    }

    /**
     * The same, waiting for it.
     *
     * @throws ManifestUnavailableException if there is no such manifest, or its files are no longer kept
     */
    public ServedView pinned(String aggregation, long manifest) {
        try {
            return find(aggregation, manifest).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ManifestUnavailableException unavailable) {
                throw unavailable;
            }
            throw e;
        }
    }

    private Loaded load(Place place) {
        AggregationDefinition<?> definition =
                model.aggregation(place.aggregation()).orElseThrow();
        Hold hold = Hold.NONE;
        try {
            Manifest manifest = batch.manifest(place.manifest())
                    .orElseThrow(() -> new ManifestUnavailableException(place + ": there is none", null));
            AggregationView entry = manifest.view(definition.id())
                    .orElseThrow(() -> new ManifestUnavailableException(
                            place + ": it has no view of the definition " + definition.fingerprint(), null));
            hold = index.hold(entry);
            ServedView view = new ServedView(
                    definition,
                    place.manifest(),
                    manifest.published(),
                    entry,
                    new ServedView.Kept(index.load(entry, definition, batch).namedBy(place.manifest()), hold),
                    "history");
            return new Loaded(Optional.of(view), Optional.empty());
        } catch (ManifestUnavailableException e) {
            return new Loaded(Optional.empty(), Optional.of(e));
        } catch (Throwable fault) {
            hold.close();
            return new Loaded(
                    Optional.empty(),
                    Optional.of(new ManifestUnavailableException(
                            place + ": it cannot be read: " + Reason.of(fault), fault)));
        }
    }
}
