package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupBorders;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.time.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rows of view files, found by group and tile. {@link #load} a file, read it through an {@link IndexedView} that
 * names it. What somebody {@link #hold holds} stays, and the rest goes by {@link #dropUnheld}.
 *
 * <p>Everything may be called by many threads: nobody waits while another's file is read. Close only when nobody reads any
 * more.
 */
public interface BatchIndex extends AutoCloseable {
    /** Whether a file's rows are here already. */
    boolean holds(String fingerprint, ViewFile file);

    /** Keeps a view's files: those that are here, and those that will be. To be taken before they are loaded. */
    Hold hold(AggregationView view);

    /**
     * Loads all files of a view that are not here yet.
     *
     * @throws IndexException if a file cannot be read or its rows are out of order, or the index cannot be written; the
     *     files before it stay
     */
    IndexedView load(AggregationView view, AggregationDefinition<?> definition, BatchViews views);

    /** Whether a view that was loaded is still here: its files may have been lost with the disk, and are to be loaded again. */
    boolean isWhole(IndexedView view);

    /** Drops the rows of every file that nobody holds. */
    void dropUnheld();

    /** A reader for one query. Owned by one thread; to be closed. */
    IndexReader reader();

    /** The same for a query that will ask for these groups, in order, or for some of them. */
    default IndexReader reader(List<GroupKey> wanted) {
        return reader();
    }

    /**
     * The rows of a view, by group, then tile.
     *
     * @param groups all of these are visited; those after them may be, until the visitor has enough
     */
    void scan(IndexedView view, WantedTiles tiles, GroupRange groups, RowVisitor visitor);

    /**
     * Rows among which are all that the best groups have, by group, then tile: what other groups have may be left out, and
     * instead of a group's rows there may be one that they come to.
     */
    default void best(IndexedView view, BestGroups best, RowVisitor visitor) {
        scan(view, WantedTiles.together(best.tiles()), best.groups(), visitor);
    }

    /** The groups of a view that have a row in a range of tiles, in order, while the visitor goes on; as {@link #scan}. */
    void groups(IndexedView view, TimeRange tiles, GroupRange groups, Predicate<GroupKey> visitor);

    /** Whether a view is read without asking another process. */
    default boolean isHere(IndexedView view) {
        return true;
    }

    /** Why a view is not wholly loaded yet by the others that have it in part; empty if it is, or if nobody can be asked. */
    default Optional<String> awaited(IndexedView view) {
        return Optional.empty();
    }

    /** Says that somebody here still answers from a view: what is kept only as long as it is used is kept on. */
    default void keep(IndexedView view) {}

    /** Sees that all these groups of a view can be read, wherever they are; what is thrown if not is what reading them throws. */
    default void require(IndexedView view, List<GroupRange> groups) {}

    /** Where the rows of a view, about those in a range of tiles, fall into pieces; nowhere, if that is not known. */
    default GroupBorders borders(IndexedView view, TimeRange tiles, int pieces) {
        return GroupBorders.NONE;
    }

    /** How many view files are loaded. */
    int files();

    /** How many rows they have. */
    long rows();

    @Override
    void close();
}
