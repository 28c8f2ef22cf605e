package io.tidemark.batch.engine.local;

import io.tidemark.batch.engine.merge.MergedRows;
import io.tidemark.batch.engine.merge.SliceMerge;
import io.tidemark.batch.view.ViewWriter;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * One slice of a view, of which nothing is in the base, on its way into its file: {@link #sections} are merged, encoded and
 * compressed side by side; the one that ends last makes the file visible. Safe for use by many threads, which begin the sections in their order.
 */
final class SliceWrite implements AutoCloseable {
    private final SliceMerge.Into into;
    private final AggregationDefinition<?> definition;
    private final TimeRange slice;
    private final Sections planned;
    private final Rows rows;
    private ViewWriter writer;
    private int ended;
    private boolean failed;

    /** What opens the rows of a section. */
    interface Rows {
        MergedRows open(int section);
    }

    /**
     * What a file is made of.
     *
     * @param name of the file
     * @param keys the groups that it alone has
     */
    record Sections(String name, KeyRange keys, int count) {}

    SliceWrite(
            SliceMerge.Into into, AggregationDefinition<?> definition, TimeRange slice, Sections planned, Rows rows) {
        this.into = into;
        this.definition = definition;
        this.slice = slice;
        this.planned = planned;
        this.rows = rows;
    }

    /** All of the work, each to be done once. One of them gives the file, unless no row is left in the slice. */
    List<Callable<Optional<ViewFile>>> sections() {
        List<Callable<Optional<ViewFile>>> sections = new ArrayList<>();
        for (int i = 0; i < planned.count(); i++) {
            int section = i;
            sections.add(() -> write(section));
        }
        return sections;
    }

    private Optional<ViewFile> write(int number) {
        try (MergedRows merged = rows.open(number);
                ViewWriter.Section section = writer().section(number)) {
            merged.forEach(section::write);
            section.end();
        } catch (RuntimeException | Error fault) {
            fail();
            throw fault;
        }
        return isLast() ? finish() : Optional.empty();
    }

    /** Sections that wait for this one must not wait any longer, and others need not begin. */
    private void fail() {
        synchronized (this) {
            failed = true;
        }
        close();
    }

    private synchronized ViewWriter writer() {
        if (failed) {
            throw new CancellationException("another section of the slice failed");
        }
        if (writer == null) {
            writer = new ViewWriter(into.storage(), definition, slice, planned.name(), into.rowGroupBytes());
        }
        return writer;
    }

    private synchronized boolean isLast() {
        ended++;
        return ended == planned.count();
    }

    private Optional<ViewFile> finish() {
        try (ViewWriter finishing = writer()) {
            return finishing.finish(planned.keys());
        }
    }

    /** What is not finished leaves nothing. */
    @Override
    public void close() {
        ViewWriter unfinished;
        synchronized (this) {
            unfinished = writer;
        }
        if (unfinished != null) {
            unfinished.close();
        }
    }
}
