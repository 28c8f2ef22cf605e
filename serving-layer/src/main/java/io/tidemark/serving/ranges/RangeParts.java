package io.tidemark.serving.ranges;

import io.tidemark.fault.Reason;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.BestGroups;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.Hold;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.Whole;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * What this node has of divided views: of those that it answers from, of the ones before, which others may still answer from,
 * and of those that it was asked for. Each is kept for a minute beyond its last use; one that is not there is loaded when it is
 * asked for. Safe for use by many threads.
 */
final class RangeParts {
    /** More than there are views whose flip somebody waits for. */
    private static final int REMEMBERED = 10_000;

    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    private final Model model;
    private final BatchIndex local;
    private final RangeLayout layout;
    private final int own;
    private final BatchViews batch;
    private final Executor loads;
    private final Map<Key, Part> parts = new ConcurrentHashMap<>();
    private final Map<Key, Boolean> loadedOnce = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    private record Key(ViewId view, String digest) {
        static Key of(Whole view) {
            return new Key(view.view(), view.digest());
        }
    }

    /** Files of a view, and what keeps them. */
    private record Loaded(IndexedView files, Hold hold) {}

    private static final class Part {
        private final CompletableFuture<Loaded> loaded;
        private volatile long usedNanos = System.nanoTime();

        Part(CompletableFuture<Loaded> loaded) {
            this.loaded = loaded;
        }
    }

    /** Files that are being read, until it is closed. */
    record Use(IndexedView files, Hold hold) implements AutoCloseable {
        @Override
        public void close() {
            hold.close();
        }
    }

    /** @param loads where parts are loaded that are asked for; what it throws when it takes no more is the asker's */
    RangeParts(Model model, BatchIndex local, RangeLayout layout, int own, BatchViews batch, Executor loads) {
        this.model = model;
        this.local = local;
        this.layout = layout;
        this.own = own;
        this.batch = batch;
        this.loads = loads;
    }

    /** Loads what is this node's of a divided view. */
    IndexedView load(AggregationView view, AggregationDefinition<?> definition, BatchViews views) {
        List<ViewFile> files = view.files();
        Whole whole = new Whole(view.id(), Digest.of(files), 0);
        Loaded loaded = loaded(view.naming(ViewFiles.named(mine(view.id(), files))), definition, views);
        Part before = parts.put(Key.of(whole), new Part(CompletableFuture.completedFuture(loaded)));
        loadedOnce.put(Key.of(whole), true);
        if (before != null) {
            letGo(before);
        }
        return loaded.files().partOf(whole);
    }

    private Loaded loaded(AggregationView mine, AggregationDefinition<?> definition, BatchViews views) {
        Hold hold = local.hold(mine);
        try {
            return new Loaded(local.load(mine, definition, views), hold);
        } catch (Throwable e) {
            hold.close();
            throw e;
        }
    }

    /** The files that may have groups of this node's range, of which these alone are meant. */
    private List<ViewFile> mine(ViewId view, List<ViewFile> files) {
        GroupRange range = layout.range(view.name(), own);
        return files.stream()
                .flatMap(file -> file.keys().within(range.keys()).map(file::of).stream())
                .toList();
    }

    /** Whether it was loaded: then it is there, or soon again. */
    boolean has(Whole view) {
        return loadedOnce.containsKey(Key.of(view));
    }

    /** Somebody here answers from it. */
    void touch(Whole view) {
        Part part = parts.get(Key.of(view));
        if (part != null) {
            part.usedNanos = System.nanoTime();
        }
    }

    /** To be closed. Fails if the view is no longer there, or not the one that is meant. */
    CompletableFuture<Use> find(Whole view) {
        Part part = parts.compute(Key.of(view), (key, known) -> isOfUse(known) ? known : new Part(loading(view)));
        part.usedNanos = System.nanoTime();
        return part.loaded.thenApply(
                loaded -> new Use(loaded.files(), loaded.hold().again()));
    }

    private boolean isOfUse(Part known) {
        if (known == null || known.loaded.isCompletedExceptionally()) {
            return false;
        }
        boolean isLost =
                known.loaded.isDone() && !local.isWhole(known.loaded.join().files());
        if (isLost) {
            letGo(known);
        }
        return !isLost;
    }

    private CompletableFuture<Loaded> loading(Whole view) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Loaded loaded = loaded(mine(view), definition(view), batch);
                    loadedOnce.put(Key.of(view), true);
                    return loaded;
                },
                loads);
    }

    private AggregationDefinition<?> definition(Whole view) {
        return model.aggregation(view.view().name())
                .filter(known -> known.id().equals(view.view()))
                .orElseThrow(() -> HttpFault.UNKNOWN_AGGREGATION.at(
                        "view " + view.view(), "is not in the model of this node", "run all nodes with one model"));
    }

    /** The groups that a question wants the best of. */
    BestGroups best(RangeQuestion question) {
        return new BestGroups(
                definition(question.view()),
                question.tiles(),
                question.groups(),
                question.ranking().orElseThrow());
    }

    BatchIndex local() {
        return local;
    }

    private AggregationView mine(Whole view) {
        try {
            AggregationView found = batch.manifest(view.manifest())
                    .flatMap(manifest -> manifest.view(view.view()))
                    .orElseThrow(() -> unavailable(view, "is no more, or has no such view"));
            List<ViewFile> files = found.files();
            if (!Digest.of(files).equals(view.digest())) {
                throw unavailable(view, "has another such view");
            }
            return found.naming(ViewFiles.named(mine(view.view(), files)));
        } catch (IOException e) {
            throw unavailable(view, "cannot be read: " + Reason.of(e));
        }
    }

    private static ProblemException unavailable(Whole view, String fault) {
        return HttpFault.MANIFEST_UNAVAILABLE.at(
                "manifest " + view.manifest() + ", view " + view.view(), fault, "ask again from a later one");
    }

    /** Lets go of what was not used for long. */
    void settle() {
        long now = System.nanoTime();
        parts.forEach((key, part) -> {
            boolean isOver = part.loaded.isDone() && now - part.usedNanos > KEPT_NANOS;
            if (isOver && parts.remove(key, part)) {
                letGo(part);
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It is done when it is loaded, or was never.
    private static void letGo(Part part) {
        part.loaded.thenAccept(loaded -> loaded.hold().close());
    }
}
