package io.tidemark.serving.index;

import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.util.Comparator;
import java.util.List;

/**
 * View files that are loaded, by the start of their tiles. Their ranges do not overlap.
 *
 * @param files in the order of their tiles
 */
public record IndexedView(List<IndexedFile> files) {
    public static final IndexedView EMPTY = new IndexedView(List.of());

    public IndexedView {
        files = files.stream()
                .sorted(Comparator.comparingLong(f -> f.file().tiles().firstMillis()))
                .toList();
    }

    /** A view file and the id under which its rows stand in the index. */
    public record IndexedFile(ViewFile file, long id) {
        public boolean mayHold(TimeRange tiles) {
            return file.rows() > 0 && file.tiles().overlaps(tiles.firstMillis(), tiles.endMillis());
        }
    }
}
