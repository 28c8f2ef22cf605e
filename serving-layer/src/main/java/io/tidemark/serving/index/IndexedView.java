package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.serving.index.level.Level;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.time.TimeRange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * View files that are loaded. No two of them have tiles and groups in common.
 *
 * @param files in the order of their tiles, then of their groups
 * @param tops the same, some of them joined: each stands for files that follow one another
 * @param whole the view that these are a part of, if others have other parts of it
 */
public record IndexedView(List<IndexedFile> files, List<IndexedFile> tops, Optional<Whole> whole) {
    public static final IndexedView EMPTY = new IndexedView(List.of());

    /** All of a view, none of it joined. */
    public IndexedView(List<IndexedFile> files) {
        this(files, files, Optional.empty());
    }

    public IndexedView {
        files = inOrder(files);
        tops = inOrder(tops);
    }

    private static List<IndexedFile> inOrder(List<IndexedFile> files) {
        return files.stream()
                .sorted(Comparator.comparingLong(
                                (IndexedFile f) -> f.file().tiles().firstMillis())
                        .thenComparing(f -> f.file().keys().first()))
                .toList();
    }

    /** The same files, some of them joined. */
    public IndexedView joinedTo(List<IndexedFile> some) {
        return new IndexedView(files, some, whole);
    }

    /** The same, known to be a part of a view. */
    public IndexedView partOf(Whole view) {
        return new IndexedView(files, tops, Optional.of(view));
    }

    /** The same, known to be named by a manifest. */
    public IndexedView namedBy(long manifest) {
        return new IndexedView(files, tops, whole.map(known -> new Whole(known.view(), known.digest(), manifest)));
    }

    /**
     * Visits files in the order of their tiles, as few as have the rows that are wanted, while the visitor goes on.
     *
     * @return whether it wants to go on
     */
    public boolean visit(WantedTiles wanted, Predicate<IndexedFile> visitor) {
        return visit(tops, wanted, visitor);
    }

    private static boolean visit(List<IndexedFile> files, WantedTiles wanted, Predicate<IndexedFile> visitor) {
        for (IndexedFile file : files) {
            if (file.mayHold(wanted.range())) {
                boolean isAsItIs =
                        file.parts().isEmpty() || wanted.mayJoin(file.file().tiles());
                if (!(isAsItIs ? visitor.test(file) : visit(file.parts(), wanted, visitor))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * A view by which others know what rows are meant.
     *
     * @param digest of which files there are: the same files have the same rows
     * @param manifest one that names it
     */
    public record Whole(ViewId view, String digest, long manifest) {}

    /**
     * A view file and the id under which its rows stand in the index; or rows of a coarser level, as a file of that span.
     *
     * @param parts what it was joined from; empty for a view file
     */
    public record IndexedFile(ViewFile file, long id, Level level, List<IndexedFile> parts) {
        /** A view file. */
        public IndexedFile(ViewFile file, long id) {
            this(file, id, Level.TILE, List.of());
        }

        /** The same rows, as what stands for others. */
        public IndexedFile joining(Level coarser, List<IndexedFile> others) {
            return new IndexedFile(file, id, coarser, List.copyOf(others));
        }

        public boolean mayHold(TimeRange tiles) {
            return file.rows() > 0 && file.tiles().overlaps(tiles.firstMillis(), tiles.endMillis());
        }

        public boolean mayHold(GroupKey group) {
            return file.keys().contains(group.bytes());
        }
    }
}
