package io.tidemark.batch.engine.local;

import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.merge.BaseRows;
import io.tidemark.batch.engine.merge.KeyRanges;
import io.tidemark.batch.engine.merge.MergedRows;
import io.tidemark.batch.engine.merge.RowCursor;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.TableRun;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.batch.view.SliceSize;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what was folded for one part: a new file for each slice that changed, the old ones for the others. */
final class PartWrite {
    /** Fewer are not worth a thread and a row group of their own. */
    private static final int SECTION_ROWS = 1 << 17;

    private final SliceWrite.Into into;
    private final Part<?> part;
    private final RowLimit limit;
    private final List<SortedRun> folded;
    private final TreeMap<Long, TimeRange> changed = new TreeMap<>();

    /** @param folded in the order in which equal rows are to be merged */
    PartWrite(SliceWrite.Into into, Part<?> part, RowLimit limit, List<SortedRun> folded) {
        this.limit = limit;
        this.into = into;
        this.part = part;
        this.folded = folded;
        SliceSize size = SliceSize.of(part.definition().tile());
        folded.forEach(run -> run.slices().forEach(slice -> changed.put(slice, size.of(slice))));
        for (ViewFile file : part.base()) {
            if (part.rewrites(file.tiles()) && !part.isExpired(file.tiles())) {
                changed.put(file.tiles().firstMillis(), file.tiles());
            }
        }
    }

    /** The slices that changed. */
    List<SliceWrite> slices() {
        return changed.values().stream().map(this::write).toList();
    }

    private SliceWrite write(TimeRange slice) {
        Optional<KeyRanges> ranges = ranges(slice);
        return new SliceWrite(
                into,
                part.definition(),
                slice,
                ranges.map(KeyRanges::count).orElse(1),
                ranges.<SliceWrite.Rows>map(divided ->
                                section -> new MergedRows(limit, divided.open(section), divided.commonBytes(section)))
                        .orElse(section -> new MergedRows(limit, cursors(slice))));
    }

    /** Empty if a file has rows of the slice: those can only be gone through from the first on. */
    private Optional<KeyRanges> ranges(TimeRange slice) {
        List<TableRun> tables = new ArrayList<>();
        for (SortedRun run : folded) {
            if (run instanceof TableRun table) {
                tables.add(table);
            } else if (run.slices().contains(slice.firstMillis())) {
                return Optional.empty();
            }
        }
        boolean based = part.base().stream().anyMatch(file -> isMergedInto(file, slice));
        return based ? Optional.empty() : Optional.of(new KeyRanges(tables, slice.firstMillis(), SECTION_ROWS));
    }

    private boolean isMergedInto(ViewFile file, TimeRange slice) {
        return file.tiles().overlaps(slice.firstMillis(), slice.endMillis()) && !part.keepsNothingOf(file.tiles());
    }

    private List<RowCursor> cursors(TimeRange slice) {
        List<RowCursor> cursors = new ArrayList<>();
        try {
            for (ViewFile file : part.base()) {
                if (isMergedInto(file, slice)) {
                    cursors.add(base(file, slice));
                }
            }
            folded.forEach(run -> cursors.add(run.open(slice.firstMillis())));
            return cursors;
        } catch (RuntimeException e) {
            cursors.forEach(RowCursor::close);
            throw e;
        }
    }

    private RowCursor base(ViewFile file, TimeRange slice) {
        if (!file.tiles().equals(slice)) {
            throw StorageException.damaged(
                    file.path(),
                    "covers " + file.tiles() + " and not " + slice + ", so another version of Tidemark wrote it",
                    null);
        }
        return new BaseRows(into.storage(), file, part);
    }

    /** The files of the new view, given those that were written. */
    List<ViewFile> files(List<ViewFile> written) {
        List<ViewFile> files = new ArrayList<>(written);
        for (ViewFile file : part.base()) {
            if (!changed.containsKey(file.tiles().firstMillis()) && !part.isExpired(file.tiles())) {
                files.add(file);
            }
        }
        files.sort(Comparator.comparingLong(file -> file.tiles().firstMillis()));
        return files;
    }
}
