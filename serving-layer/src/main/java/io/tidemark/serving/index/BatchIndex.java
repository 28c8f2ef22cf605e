package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rows of view files, found by group and tile. {@link #load} a file, read it through an {@link IndexedView} that
 * names it, {@link #retain} what is still needed.
 *
 * <p>Readers may be many; loading and retaining take turns. Close only when nobody reads any more.
 */
public interface BatchIndex extends AutoCloseable {
    /**
     * Opens the index in a directory, made if absent. An index that cannot be read is begun anew, for it can be loaded
     * again.
     *
     * @throws IndexException if another process uses the directory, or it cannot be written
     */
    static BatchIndex open(Path directory, long cacheBytes) {
        return RocksBatchIndex.open(directory, cacheBytes);
    }

    /** An index that lasts as long as its object: for tests of what is built on it. */
    static BatchIndex inMemory() {
        return new InMemoryBatchIndex();
    }

    /** Whether a file's rows are here already. */
    boolean holds(String fingerprint, ViewFile file);

    /**
     * Loads all files of a view that are not here yet.
     *
     * @throws IOException if a file cannot be read; those before it stay
     * @throws IndexException if a file's rows are out of order, or the index cannot be written
     */
    IndexedView load(AggregationView view, AggregationDefinition<?> definition, BatchViews views) throws IOException;

    /** Drops the rows of every file that none of these views names. No reader may hold another view. */
    void retain(Set<IndexedFile> needed);

    /** A reader for one query. Owned by one thread; to be closed. */
    IndexReader reader();

    /** All rows of a view in a range of tiles, from a group on, by group, then tile. */
    void scan(IndexedView view, TimeRange tiles, GroupKey first, RowVisitor visitor);

    /** The groups of a view that have a row in a range of tiles, in order, from one on, while the visitor goes on. */
    void groups(IndexedView view, TimeRange tiles, GroupKey first, Predicate<GroupKey> visitor);

    /** How many files are loaded. */
    int files();

    /** How many rows they have. */
    long rows();

    @Override
    void close();
}
