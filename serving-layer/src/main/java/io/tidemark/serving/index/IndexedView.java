package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.time.TimeRange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * View files that are loaded. No two of them have tiles and groups in common.
 *
 * @param files in the order of their tiles, then of their groups
 * @param whole the view that these are a part of, if others have other parts of it
 */
public record IndexedView(List<IndexedFile> files, Optional<Whole> whole) {
    public static final IndexedView EMPTY = new IndexedView(List.of());

    /** All of a view. */
    public IndexedView(List<IndexedFile> files) {
        this(files, Optional.empty());
    }

    public IndexedView {
        files = files.stream()
                .sorted(Comparator.comparingLong(
                                (IndexedFile f) -> f.file().tiles().firstMillis())
                        .thenComparing(f -> f.file().keys().first()))
                .toList();
    }

    /** The same, known to be named by a manifest. */
    public IndexedView namedBy(long manifest) {
        return new IndexedView(files, whole.map(known -> new Whole(known.view(), known.digest(), manifest)));
    }

    /**
     * A view by which others know what rows are meant.
     *
     * @param digest of which files there are: the same files have the same rows
     * @param manifest one that names it
     */
    public record Whole(ViewId view, String digest, long manifest) {}

    /** A view file and the id under which its rows stand in the index. */
    public record IndexedFile(ViewFile file, long id) {
        public boolean mayHold(TimeRange tiles) {
            return file.rows() > 0 && file.tiles().overlaps(tiles.firstMillis(), tiles.endMillis());
        }

        /** Whether it may hold some of these tiles of a group. */
        public boolean mayHold(TimeRange tiles, GroupKey group) {
            return mayHold(tiles) && file.keys().contains(group.bytes());
        }
    }
}
