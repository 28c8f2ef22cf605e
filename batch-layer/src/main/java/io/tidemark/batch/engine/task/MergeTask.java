package io.tidemark.batch.engine.task;

import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.fold.FoldMemory;
import io.tidemark.batch.engine.merge.MergedSlice;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SliceMerge;
import io.tidemark.batch.engine.order.Border;
import io.tidemark.batch.engine.order.OrderedWork;
import io.tidemark.batch.engine.task.MergeReport.PartMerged;
import io.tidemark.batch.view.SliceSize;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.UserCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Merges the folded rows of one interval with what the base has there, and writes the new view files of it. Files are named
 * for the attempt at the task: what another attempt wrote, or one that failed, is named by nobody, and swept. Owned by one
 * thread.
 */
public final class MergeTask {
    private final OrderedWork work;
    private final int interval;
    private final SliceMerge.Into into;
    private final TaskSettings settings;

    /** @param attempt at the task; never used twice for an order */
    public MergeTask(OrderedWork work, int interval, String attempt, TaskSettings settings) {
        this.work = work;
        this.interval = interval;
        this.settings = settings;
        this.into = new SliceMerge.Into(
                work.storage(),
                work.order().attempt() + "-" + attempt,
                FoldMemory.ofRowGroup(settings.memoryBytes(), 1),
                work.order().fileRows());
    }

    /**
     * Does it.
     *
     * @throws FaultException if it may go well another time; nothing is left that is named
     * @throws IOException if the source throws it
     */
    public MergeReport run(RowSource source) throws IOException, InterruptedException {
        ShuffledRows rows = new ShuffledRows(source);
        List<PartMerged> parts = new ArrayList<>();
        try {
            for (int part = 0; part < work.parts().size(); part++) {
                merge(part, rows).ifPresent(parts::add);
            }
        } catch (RuntimeException | Error fault) {
            parts.forEach(part -> forget(part.written(), fault));
            Throwable failed = rows.failed().orElse(fault);
            if (failed instanceof IOException unreadable) {
                throw unreadable;
            }
            if (failed instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw fault;
        }
        return new MergeReport(interval, parts);
    }

    private Optional<PartMerged> merge(int part, ShuffledRows rows) {
        TreeMap<Long, TimeRange> rewritten = rewritten(part);
        List<ViewFile> written = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        try {
            while (rows.isAt(part) || !rewritten.isEmpty()) {
                MergedSlice merged = slice(part, next(part, rows, rewritten), rows);
                written.addAll(merged.written());
                replaced.addAll(merged.replaced());
            }
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError fault) {
            forget(written, fault);
            UserCode.requireNotTheMachines(fault);
            boolean isOfTask = fault instanceof FaultException named && named.passesByItself();
            if (isOfTask || rows.failed().isPresent()) {
                throw fault;
            }
            rows.skip(part);
            String place = work.parts().get(part).definition().place();
            return Optional.of(new PartMerged(part, List.of(), List.of(), Optional.of(TaskFailure.of(place, fault))));
        }
        return written.isEmpty() && replaced.isEmpty()
                ? Optional.empty()
                : Optional.of(new PartMerged(part, written, replaced, Optional.empty()));
    }

    /** The slices that change here even if nothing was folded into them. */
    private TreeMap<Long, TimeRange> rewritten(int number) {
        Part<?> part = work.parts().get(number);
        TreeMap<Long, TimeRange> slices = new TreeMap<>();
        for (ViewFile file : part.base()) {
            long slice = file.tiles().firstMillis();
            if (part.rewrites(file.tiles())
                    && !part.isExpired(file.tiles())
                    && work.intervals().of(new Border(number, slice, file.keys().first())) == interval) {
                slices.put(slice, file.tiles());
            }
        }
        return slices;
    }

    /** The first slice of those that have folded rows and those that change without, which it takes out. */
    private TimeRange next(int part, ShuffledRows rows, TreeMap<Long, TimeRange> rewritten) {
        boolean isFolded = rows.isAt(part);
        if (isFolded && (rewritten.isEmpty() || rows.sliceMillis() <= rewritten.firstKey())) {
            rewritten.remove(rows.sliceMillis());
            return SliceSize.of(work.parts().get(part).definition().tile()).of(rows.sliceMillis());
        }
        return rewritten.pollFirstEntry().getValue();
    }

    private MergedSlice slice(int number, TimeRange slice, ShuffledRows rows) {
        Part<?> part = work.parts().get(number);
        RowLimit limit = new RowLimit(part.definition(), FoldMemory.ofRow(settings.memoryBytes()));
        SliceMerge merge = new SliceMerge(
                into, part, limit, slice, work.intervals().within(interval, number, slice.firstMillis()));
        return merge.write(List.of(rows.of(number, slice.firstMillis(), part.definition())));
    }

    private void forget(List<ViewFile> written, Throwable fault) {
        for (ViewFile file : written) {
            try {
                work.storage().delete(file.path());
            } catch (RuntimeException left) {
                fault.addSuppressed(left);
            }
        }
    }
}
