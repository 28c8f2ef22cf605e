package io.tidemark.batch.engine.merge;

import io.tidemark.batch.engine.Part;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.ViewWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges what was folded of one slice, or of a key range of it, with what the base has there, and writes a file for each
 * range in which something changed; a file that would have too many rows is divided. What is written depends on the rows
 * alone. Owned by one thread.
 */
public final class SliceMerge {
    private final Into into;
    private final Part<?> part;
    private final RowLimit limit;
    private final TimeRange slice;
    private final KeyRange within;
    private final SliceBase base;
    private final List<ViewFile> written = new ArrayList<>();
    private final List<String> replaced = new ArrayList<>();

    /**
     * Where views are written.
     *
     * @param attempt names their files
     * @param rowGroupBytes what a thread may hold of one in memory
     * @param fileRows how many rows one should have at most
     */
    public record Into(Storage storage, String attempt, long rowGroupBytes, long fileRows) {
        /** The name of one of the files of a slice, counted from 0. */
        public String name(int file) {
            return file == 0 ? attempt : attempt + "-k" + file;
        }
    }

    /** @param within groups of the slice that nobody else writes; it divides none of the base's files that go on */
    public SliceMerge(Into into, Part<?> part, RowLimit limit, TimeRange slice, KeyRange within) {
        this.into = into;
        this.part = part;
        this.limit = limit;
        this.slice = slice;
        this.within = within;
        this.base = SliceBase.of(part, slice);
    }

    /**
     * Writes the files, once.
     *
     * @param folded rows of the slice and key range, which are closed; equal ones are merged in the order of the cursors,
     *     and of a cursor, behind what the base has
     */
    public MergedSlice write(List<RowCursor> folded) {
        try {
            writeRanges(folded);
            return new MergedSlice(written, replaced);
        } catch (RuntimeException | Error fault) {
            forget(fault);
            throw fault;
        } finally {
            folded.forEach(RowCursor::close);
        }
    }

    private void writeRanges(List<RowCursor> folded) {
        List<KeyRange> ranges = base.ranges(within);
        if (ranges.size() == 1) {
            write(ranges.get(0), folded);
            return;
        }
        List<BoundedRows> bounded = folded.stream().map(BoundedRows::new).toList();
        for (KeyRange range : ranges) {
            boolean isChanged = part.rewrites(slice);
            for (BoundedRows rows : bounded) {
                // Each must enter, whether or not another has rows.
                isChanged |= rows.enter(range);
            }
            if (isChanged) {
                write(range, bounded);
            }
        }
    }

    private void write(KeyRange range, List<? extends RowCursor> folded) {
        List<RowCursor> cursors = new ArrayList<>();
        try {
            for (ViewFile file : base.mergedInto(range)) {
                cursors.add(new BaseRows(into.storage(), file, part));
            }
            cursors.addAll(folded);
        } catch (RuntimeException fault) {
            cursors.forEach(RowCursor::close);
            throw fault;
        }
        try (MergedRows merged = new MergedRows(limit, cursors);
                Files files = new Files(range)) {
            merged.forEach(files);
            files.end();
        }
        base.replacedBy(range).forEach(file -> replaced.add(file.path()));
    }

    /** Nobody will name what was written so far. */
    private void forget(Throwable fault) {
        for (ViewFile file : written) {
            try {
                into.storage().delete(file.path());
            } catch (RuntimeException left) {
                fault.addSuppressed(left);
            }
        }
    }

    /** The files of one range, one behind the other. */
    private final class Files implements MergedRows.Sink, AutoCloseable {
        private final String end;
        private String first;
        private ViewWriter writer;
        private ViewWriter.Section section;
        private GroupKey last = GroupKey.FIRST;
        private long rows;

        Files(KeyRange range) {
            first = range.first();
            end = range.end();
        }

        @Override
        public void row(GroupKey group, long tileMillis, Object[] accumulators) {
            if (rows >= into.fileRows() && !group.equals(last)) {
                finish(KeyRange.text(group.bytes()));
            }
            if (writer == null) {
                writer = new ViewWriter(
                        into.storage(), part.definition(), slice, into.name(written.size()), into.rowGroupBytes());
                section = writer.section(0);
            }
            section.write(group, tileMillis, accumulators);
            last = group;
            rows++;
        }

        void end() {
            if (writer != null) {
                finish(end);
            }
        }

        private void finish(String behind) {
            section.end();
            writer.finish(new KeyRange(first, behind)).ifPresent(written::add);
            writer.close();
            writer = null;
            first = behind;
            rows = 0;
        }

        /** What is not finished leaves nothing. */
        @Override
        public void close() {
            if (writer != null) {
                section.close();
                writer.close();
            }
        }
    }
}
