package io.tidemark.serving.index.rocks;

import io.tidemark.disk.DirectoryTree;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupBorders;
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
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.JoinedName;
import io.tidemark.serving.index.level.Level;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.UserCodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The index on RocksDB. Loading builds a sorted file beside the index and takes it in whole, so that no reader waits and
 * nothing half-loaded is ever seen; files loaded before are there again after a restart.
 */
public final class RocksBatchIndex implements BatchIndex {
    private final Path directory;
    private final IndexLock lock;
    private final LastingStore lasting;
    private final BlockCache cache;
    private final Function<TileSize, List<Level>> levels;
    private final HeldFiles held = new HeldFiles();
    private final ConcurrentMap<FileName, Object> turns = new ConcurrentHashMap<>();

    private RocksBatchIndex(
            Path directory,
            IndexLock lock,
            LastingStore lasting,
            BlockCache cache,
            Function<TileSize, List<Level>> levels) {
        this.directory = directory;
        this.lock = lock;
        this.lasting = lasting;
        this.cache = cache;
        this.levels = levels;
    }

    /**
     * Opens the index in a directory, made if absent. An index that cannot be read is begun anew, for it can be loaded
     * again.
     *
     * @param cacheBytes how much of it is kept in memory, uncompressed; a quarter of it on the heap
     * @throws IndexException if another process uses the directory, or it cannot be written
     */
    public static RocksBatchIndex open(Path directory, long cacheBytes) {
        return open(directory, cacheBytes, Level::above);
    }

    /** The same without coarser levels, to measure what they cost and gain. */
    public static RocksBatchIndex openForTilesAlone(Path directory, long cacheBytes) {
        return open(directory, cacheBytes, tile -> List.of());
    }

    private static RocksBatchIndex open(Path directory, long cacheBytes, Function<TileSize, List<Level>> levels) {
        IndexLock lock = IndexLock.take(directory);
        try {
            DirectoryTree.delete(incoming(directory));
            // A quarter for what is asked of single groups, which is small; the rest for RocksDB, which scans too.
            long groupBytes = cacheBytes / 4;
            LastingStore store = LastingStore.open(directory.resolve("rows"), cacheBytes - groupBytes);
            return new RocksBatchIndex(directory, lock, store, new BlockCache(groupBytes), levels);
        } catch (RocksDBException | IOException e) {
            lock.close();
            throw new IndexException(
                    "TM-SRV-004",
                    "index directory " + directory,
                    "cannot be opened: " + e.getMessage(),
                    "free its disk or remove the directory; it is filled again from the batch views",
                    e);
        }
    }

    @Override
    public boolean holds(String fingerprint, ViewFile file) {
        try (LastingStore.Use use = lasting.use()) {
            return use.store().registry().find(fingerprint, file).isPresent();
        }
    }

    @Override
    public Hold hold(AggregationView view) {
        return held.hold(view);
    }

    @Override
    public IndexedView load(AggregationView view, AggregationDefinition<?> definition, BatchViews views) {
        lasting.mend();
        List<IndexedFile> files = new ArrayList<>();
        for (ViewFile file : view.files()) {
            files.add(inTurn(view.fingerprint(), file, (store, sorted) -> write(file, sorted, definition, views)));
        }
        IndexedView loaded = new IndexedView(files);
        LevelFiles joining =
                new LevelFiles(definition, (span, parts) -> joined(view.fingerprint(), span, parts, definition));
        return loaded.joinedTo(joining.tops(
                loaded, levels.apply(definition.tile()), view.horizon().plannedMillis()));
    }

    private IndexedFile joined(
            String fingerprint, ViewFile span, List<IndexedFile> parts, AggregationDefinition<?> definition) {
        try {
            return inTurn(fingerprint, span, (store, sorted) -> {
                try (GroupScan scan = LevelFiles.scan(parts, store)) {
                    return LevelFiles.write(scan, definition, span.tiles().firstMillis(), sorted) ? sorted.rows() : 0;
                }
            });
        } catch (UserCodeException told) {
            // Whoever asks for these rows hears of it; that they are not joined is no reason to answer nobody.
            return new IndexedFile(span, 0);
        }
    }

    /** What writes the rows of a file in order, if they are not here yet. */
    @FunctionalInterface
    private interface Writing {
        /** Returns how many there are; 0: what was written is to be forgotten. */
        long to(RocksStore store, SstBuilder sorted);
    }

    /** Two that need the same file read it once; whoever needs another one does not wait. */
    private IndexedFile inTurn(String fingerprint, ViewFile file, Writing writing) {
        FileName name = new FileName(fingerprint, file.path());
        IndexedFile found;
        synchronized (turns.computeIfAbsent(name, n -> new Object())) {
            found = indexed(file, fingerprint, writing);
        }
        // Whoever waited has it found above, and so will all that come: a file that failed keeps its turn.
        turns.remove(name);
        return found;
    }

    private IndexedFile indexed(ViewFile file, String fingerprint, Writing writing) {
        try (LastingStore.Use use = lasting.use()) {
            RocksStore store = use.store();
            Optional<IndexedFile> known = store.registry().find(fingerprint, file);
            if (known.isPresent()) {
                return known.get();
            }
            long id = store.registry().takeId();
            Path sorted = incoming(directory).resolve(id + ".sst");
            try {
                Files.createDirectories(sorted.getParent());
                long rows;
                try (SstBuilder builder = store.builder(id, file.path(), sorted)) {
                    rows = writing.to(store, builder);
                    if (rows > 0) {
                        builder.finish();
                    }
                }
                if (rows > 0) {
                    store.ingest(sorted);
                }
                if (store.registry().unread(fingerprint, file).isPresent()) {
                    // Of a node that has another range than before.
                    store.drop(store.registry().remove(new FileName(fingerprint, file.path())));
                }
                Optional<IndexedFile> added = store.registry().add(fingerprint, file.of(rows), id);
                if (added.isEmpty()) {
                    store.drop(List.of(id));
                }
                return added.orElse(new IndexedFile(file.of(0), id));
            } finally {
                Files.deleteIfExists(sorted);
            }
        } catch (RocksDBException | IOException e) {
            lasting.failed();
            throw new IndexException(
                    "TM-SRV-006",
                    "view file " + file.path(),
                    "cannot be taken into the index: " + Reason.of(e),
                    "see that the disk of " + directory + " has room",
                    e);
        }
    }

    /** Writes those rows beside the index that are meant of a file. Returns how many these are. */
    private static long write(
            ViewFile file, SstBuilder builder, AggregationDefinition<?> definition, BatchViews views) {
        MeantRows read = new MeantRows(file.keys(), builder);
        try {
            views.read(file, definition, read);
        } catch (IndexException ofTheBuilder) {
            throw ofTheBuilder;
        } catch (Throwable fault) {
            throw IndexException.unreadable(file, fault);
        }
        if (read.rows() != file.rows()) {
            throw new IndexException(
                    "TM-SRV-005",
                    "view file " + file.path(),
                    "has " + Counted.of(read.rows(), "row") + " where its manifest says " + file.rows(),
                    "put the file back as it was, or recompute the aggregation");
        }
        return builder.rows();
    }

    @Override
    public boolean isWhole(IndexedView view) {
        return lasting.isWhole(view);
    }

    @Override
    public void dropUnheld() {
        lasting.mend();
        try (LastingStore.Use use = lasting.use()) {
            dropUnheld(use.store());
        }
    }

    private void dropUnheld(RocksStore store) {
        for (FileName name : store.registry().files().keySet()) {
            // What was joined is held by nobody, and goes with the first of its parts.
            if (!JoinedName.is(name.path())) {
                dropUnlessHeld(store, name);
            }
        }
    }

    private void dropUnlessHeld(RocksStore store, FileName name) {
        try {
            List<Long> gone = new ArrayList<>();
            held.unlessHeld(name, () -> gone.addAll(store.registry().remove(name)));
            store.drop(gone);
        } catch (RocksDBException e) {
            lasting.failed();
            throw new IndexException(
                    "TM-SRV-007",
                    "view file " + name.path(),
                    "cannot be dropped from the index: " + e.getMessage(),
                    "see that the disk of " + directory + " has room",
                    e);
        }
    }

    @Override
    public IndexReader reader() {
        return new RocksIndexReader(cache, lasting);
    }

    @Override
    public void scan(IndexedView view, WantedTiles tiles, GroupRange groups, RowVisitor visitor) {
        try (LastingStore.Use use = lasting.use(view);
                GroupScan scan = new GroupScan(view, tiles, groups.first(), use.store()::iterator)) {
            scan.rows(visitor);
        }
    }

    @Override
    public void groups(IndexedView view, TimeRange tiles, GroupRange groups, Predicate<GroupKey> visitor) {
        try (LastingStore.Use use = lasting.use(view);
                GroupScan scan =
                        new GroupScan(view, WantedTiles.together(tiles), groups.first(), use.store()::iterator)) {
            GroupKey group = scan.nextGroup();
            while (group != null && visitor.test(group)) {
                group = scan.nextGroup();
            }
        }
    }

    @Override
    public GroupBorders borders(IndexedView view, TimeRange tiles, int pieces) {
        try (LastingStore.Use use = lasting.use()) {
            List<Long> ids = view.files().stream()
                    .filter(file -> file.mayHold(tiles))
                    .map(IndexedFile::id)
                    .toList();
            long bytes = 0;
            for (long id : ids) {
                bytes += use.store().bytes(IndexLayout.startOf(id), IndexLayout.startOf(id + 1));
            }
            return GroupBorders.of(bytes, pieces, end -> {
                long below = 0;
                for (long id : ids) {
                    below += use.store().bytes(IndexLayout.startOf(id), IndexLayout.startOf(id, end.bytes()));
                }
                return below;
            });
        }
    }

    @Override
    public int files() {
        return (int) registered().count();
    }

    @Override
    public long rows() {
        return registered().mapToLong(ViewFile::rows).sum();
    }

    /** The view files. None while the index cannot be read: its fault says so. */
    private Stream<ViewFile> registered() {
        try (LastingStore.Use use = lasting.use()) {
            return use.store().registry().files().values().stream()
                    .map(IndexedFile::file)
                    .filter(file -> !JoinedName.is(file.path()));
        } catch (IndexException away) {
            return Stream.empty();
        }
    }

    static void checkRead(RocksIterator iterator) {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw new IndexException(
                    "TM-SRV-008",
                    "index",
                    "cannot be read: " + e.getMessage(),
                    "stop the node and remove its index directory; it is filled again from the batch views",
                    e);
        }
    }

    @Override
    public void close() {
        lasting.close();
        lock.close();
    }

    private static Path incoming(Path directory) {
        return directory.resolve("incoming");
    }
}
