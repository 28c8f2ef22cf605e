package io.tidemark.serving.index;

import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.util.Comparator;
import java.util.List;

/**
 * View files that are loaded. No two of them have tiles and groups in common.
 *
 * @param files in the order of their tiles, then of their groups
 */
public record IndexedView(List<IndexedFile> files) {
    public static final IndexedView EMPTY = new IndexedView(List.of());

    public IndexedView {
        files = files.stream()
                .sorted(Comparator.comparingLong(
                                (IndexedFile f) -> f.file().tiles().firstMillis())
                        .thenComparing(f -> f.file().keys().first()))
                .toList();
    }

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
