package io.tidemark.serving.index.memory;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.FileName;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.HeldFiles;
import io.tidemark.serving.index.Hold;
import io.tidemark.serving.index.IndexException;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The index in sorted maps, as plainly as can be, and as long as its object lasts: for tests of what is built on it. */
public final class InMemoryBatchIndex implements BatchIndex {
    private final HeldFiles held = new HeldFiles();
    private final Map<Name, IndexedFile> files = new HashMap<>();
    private final Map<Long, NavigableMap<GroupKey, NavigableMap<Long, byte[]>>> rows = new HashMap<>();
    private long lastId;

    private record Name(String fingerprint, ViewFile file) {
        FileName known() {
            return new FileName(fingerprint, file.path());
        }
    }

    @Override
    public synchronized boolean holds(String fingerprint, ViewFile file) {
        return files.containsKey(new Name(fingerprint, file));
    }

    @Override
    public Hold hold(AggregationView view) {
        return held.hold(view);
    }

    @Override
    public IndexedView load(AggregationView view, AggregationDefinition<?> definition, BatchViews views) {
        List<IndexedFile> loaded = new ArrayList<>();
        for (ViewFile file : view.files()) {
            Name name = new Name(view.fingerprint(), file);
            loaded.add(holds(view.fingerprint(), file) ? known(name) : add(name, read(file, definition, views)));
        }
        return new IndexedView(loaded);
    }

    private static NavigableMap<GroupKey, NavigableMap<Long, byte[]>> read(
            ViewFile file, AggregationDefinition<?> definition, BatchViews views) {
        NavigableMap<GroupKey, NavigableMap<Long, byte[]>> groups = new TreeMap<>();
        try {
            views.read(file, definition, (group, tileMillis, accumulators) -> groups.computeIfAbsent(
                            GroupKey.of(group), g -> new TreeMap<>())
                    .put(tileMillis, accumulators));
        } catch (Throwable fault) {
            throw IndexException.unreadable(file, fault);
        }
        return groups;
    }

    private synchronized IndexedFile known(Name name) {
        return files.get(name);
    }

    private synchronized IndexedFile add(Name name, NavigableMap<GroupKey, NavigableMap<Long, byte[]>> groups) {
        return files.computeIfAbsent(name, n -> {
            rows.put(++lastId, groups);
            return new IndexedFile(name.file(), lastId);
        });
    }

    @Override
    public boolean isWhole(IndexedView view) {
        return true;
    }

    @Override
    public synchronized void dropUnheld() {
        for (Name name : List.copyOf(files.keySet())) {
            held.unlessHeld(name.known(), () -> rows.remove(files.remove(name).id()));
        }
    }

    @Override
    public IndexReader reader() {
        return new IndexReader() {
            @Override
            public void group(IndexedView view, GroupKey group, WantedTiles tiles, RowVisitor visitor) {
                visit(group, view, tiles.range(), visitor);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public void scan(IndexedView view, WantedTiles tiles, GroupRange range, RowVisitor visitor) {
        groups(view, tiles.range(), range, group -> visit(group, view, tiles.range(), visitor));
    }

    @Override
    public synchronized void groups(IndexedView view, TimeRange tiles, GroupRange range, Predicate<GroupKey> visitor) {
        TreeMap<GroupKey, Boolean> found = new TreeMap<>();
        for (IndexedFile file : view.files()) {
            rows.get(file.id()).tailMap(range.first(), true).forEach((group, byTile) -> {
                if (byTile.keySet().stream().anyMatch(tiles::contains)) {
                    found.put(group, true);
                }
            });
        }
        for (GroupKey group : found.keySet()) {
            if (!visitor.test(group)) {
                return;
            }
        }
    }

    private synchronized boolean visit(GroupKey group, IndexedView view, TimeRange tiles, RowVisitor visitor) {
        IndexRow seen = new IndexRow();
        for (IndexedFile file : view.files()) {
            NavigableMap<Long, byte[]> byTile = rows.get(file.id()).getOrDefault(group, new TreeMap<>());
            for (Map.Entry<Long, byte[]> row : byTile.entrySet()) {
                if (tiles.contains(row.getKey())
                        && !visitor.row(seen.of(group).at(row.getKey(), row.getValue(), 0, row.getValue().length))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public synchronized int files() {
        return files.size();
    }

    @Override
    public synchronized long rows() {
        return files.values().stream().mapToLong(f -> f.file().rows()).sum();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
