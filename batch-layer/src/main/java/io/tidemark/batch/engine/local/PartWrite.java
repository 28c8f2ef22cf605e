package io.tidemark.batch.engine.local;

import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.merge.KeyRanges;
import io.tidemark.batch.engine.merge.MergedRows;
import io.tidemark.batch.engine.merge.MergedSlice;
import io.tidemark.batch.engine.merge.RowCursor;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SliceBase;
import io.tidemark.batch.engine.merge.SliceMerge;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.TableRun;
import io.tidemark.batch.view.SliceSize;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Writes what was folded for one part: new files for each slice that changed. A large slice that lies in memory alone is
 * written in sections, side by side; any other is gone through from its first row on. Owned by one thread; what it gives is
 * done by many.
 */
final class PartWrite implements AutoCloseable {
    /** Fewer are not worth a thread and a row group of their own. */
    private static final int SECTION_ROWS = 1 << 17;

    private final SliceMerge.Into into;
    private final Part<?> part;
    private final RowLimit limit;
    private final List<SortedRun> folded;
    private final TreeMap<Long, TimeRange> changed = new TreeMap<>();
    private final List<SliceWrite> open = new ArrayList<>();

    /** @param folded in the order in which equal rows are to be merged */
    PartWrite(SliceMerge.Into into, Part<?> part, RowLimit limit, List<SortedRun> folded) {
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

    /** All of the work, each to be done once and begun in this order. */
    List<Callable<MergedSlice>> tasks() {
        List<Callable<MergedSlice>> tasks = new ArrayList<>();
        for (TimeRange slice : changed.values()) {
            SliceBase base = SliceBase.of(part, slice);
            Optional<KeyRanges> ranges = base.isMerged() ? Optional.empty() : ranges(slice);
            if (ranges.isPresent()) {
                tasks.addAll(sections(base, ranges.get()));
            } else {
                SliceMerge merge = new SliceMerge(into, part, limit, slice, KeyRange.ALL);
                tasks.add(() -> merge.write(cursors(slice)));
            }
        }
        return tasks;
    }

    private List<Callable<MergedSlice>> sections(SliceBase base, KeyRanges ranges) {
        List<String> replaced = base.files().stream().map(ViewFile::path).toList();
        List<Callable<MergedSlice>> sections = new ArrayList<>();
        int most = (int) Math.max(1, Math.min(Integer.MAX_VALUE, into.fileRows() / SECTION_ROWS));
        for (int from = 0; from < ranges.count(); from += most) {
            for (Callable<Optional<ViewFile>> section :
                    file(base.slice(), ranges, from, most).sections()) {
                sections.add(() -> new MergedSlice(section.call().stream().toList(), replaced));
            }
        }
        return sections;
    }

    private SliceWrite file(TimeRange slice, KeyRanges ranges, int from, int most) {
        int end = Math.min(ranges.count(), from + most);
        SliceWrite file = new SliceWrite(
                into,
                part.definition(),
                slice,
                new SliceWrite.Sections(into.name(from / most), ranges.groups(from, end), end - from),
                section -> new MergedRows(limit, ranges.open(from + section), ranges.commonBytes(from + section)));
        open.add(file);
        return file;
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
        return Optional.of(new KeyRanges(tables, slice.firstMillis(), SECTION_ROWS));
    }

    private List<RowCursor> cursors(TimeRange slice) {
        return folded.stream().map(run -> run.open(slice.firstMillis())).toList();
    }

    /** What is not finished leaves nothing. */
    @Override
    public void close() {
        open.forEach(SliceWrite::close);
    }
}
