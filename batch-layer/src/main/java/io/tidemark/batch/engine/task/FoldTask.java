package io.tidemark.batch.engine.task;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.engine.Division;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.fold.FoldMemory;
import io.tidemark.batch.engine.fold.FoldUnit;
import io.tidemark.batch.engine.merge.MergedRows;
import io.tidemark.batch.engine.merge.RowCursor;
import io.tidemark.batch.engine.merge.RowLimit;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.engine.merge.StoredAccumulators;
import io.tidemark.batch.engine.order.OrderedWork;
import io.tidemark.batch.engine.order.RowKeyLayout;
import io.tidemark.batch.engine.order.WorkUnit;
import io.tidemark.batch.engine.task.FoldReport.PartFolded;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.FaultException;
import io.tidemark.fold.GroupKey;
import io.tidemark.usercode.CodeWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CancellationException;

/**
 * Folds the files of one unit, and gives away the rows when all are folded. The same unit of an order gives the same rows,
 * wherever and however often it runs. Owned by one thread.
 */
public final class FoldTask {
    private final OrderedWork work;
    private final WorkUnit unit;
    private final TaskSettings settings;
    private final Progress progress;

    /** @param progress hears of the records that are read; nothing is planned by a task */
    public FoldTask(OrderedWork work, WorkUnit unit, TaskSettings settings, Progress progress) {
        this.work = work;
        this.unit = unit;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Does it.
     *
     * @throws FaultException if it may go well another time
     * @throws IOException if the sink throws it
     */
    public FoldReport run(RowSink sink) throws IOException, InterruptedException {
        try (Spills spills = new Spills(settings.spillDirectory())) {
            CodeWatch watch = new CodeWatch(Clock.systemUTC());
            var pass = work.pass(unit);
            Division.Unit files = new Division.Unit(pass.files(), unit.parts());
            FoldMemory memory = FoldMemory.of(settings.memoryBytes(), 1, files.isInLogOrder(pass) ? 1 : 0);
            FoldUnit folding = new FoldUnit(pass, files, memory, spills, progress, watch);
            try {
                folding.fold(new ArchiveReader(new Archive(work.storage()), watch), work.storage());
                // Another attempt at the task has another name: what no report names is named by nobody, and swept.
                folding.remember(
                        work.order().attempt() + "-u" + unit.number() + "-" + UUID.randomUUID(),
                        FoldMemory.ofRowGroup(settings.memoryBytes(), 1));
                List<PartFolded> parts = new ArrayList<>();
                for (int part = 0; part < work.parts().size(); part++) {
                    parts.add(give(part, folding, memory, sink));
                }
                return new FoldReport(unit.number(), parts, Optional.empty());
            } catch (IOException | InterruptedException | RuntimeException | Error fault) {
                folding.forget(work.storage());
                throw fault;
            }
        } catch (FaultException fault) {
            if (fault.passesByItself()) {
                throw fault;
            }
            // Whoever ordered it tells the same of every engine, and need not ask the engine to try again.
            return new FoldReport(
                    unit.number(), List.of(), Optional.of(TaskFailure.of("unit " + unit.number(), fault)));
        }
    }

    private PartFolded give(int part, FoldUnit folding, FoldMemory memory, RowSink sink)
            throws IOException, InterruptedException {
        long skipped = folding.skipped(part) + folding.leftOut(part);
        Optional<TaskFailure> stopped = folding.stopped(part)
                .map(why -> TaskFailure.of(work.parts().get(part).definition().place(), why));
        if (stopped.isEmpty()) {
            RowLimit limit = new RowLimit(work.parts().get(part).definition(), memory.ofRow());
            try {
                new Giving(part, limit, sink).give(folding.runs(part));
            } catch (UncheckedIOException failed) {
                throw failed.getCause();
            } catch (Interruption interrupted) {
                throw interrupted.why;
            }
        }
        return new PartFolded(folding.folded(part), skipped, folding.put(part), stopped);
    }

    /** Carries what a sink threw through the merge. */
    private static final class Interruption extends CancellationException {
        private static final long serialVersionUID = 1;
        private final InterruptedException why;

        Interruption(InterruptedException why) {
            this.why = why;
        }
    }

    /** Gives the rows of one part. */
    private final class Giving {
        private final int part;
        private final RowLimit limit;
        private final RowSink sink;
        private final StoredAccumulators stored;
        private final ByteWriter key = new ByteWriter();
        private final ByteWriter states = new ByteWriter();

        Giving(int part, RowLimit limit, RowSink sink) {
            this.part = part;
            this.limit = limit;
            this.sink = sink;
            this.stored = new StoredAccumulators(limit.definition());
        }

        void give(List<SortedRun> runs) throws IOException, InterruptedException {
            SortedSet<Long> slices = new TreeSet<>();
            runs.forEach(run -> slices.addAll(run.slices()));
            for (long slice : slices) {
                List<RowCursor> cursors =
                        runs.stream().map(run -> run.open(slice)).toList();
                try (MergedRows rows = new MergedRows(limit, cursors)) {
                    rows.forEach((group, tileMillis, accumulators) -> give(slice, group, tileMillis, accumulators));
                }
            }
        }

        private void give(long slice, GroupKey group, long tileMillis, Object[] accumulators) {
            RowKeyLayout.writeSlice(part, slice, key.clear());
            RowKeyLayout.writeRow(group, tileMillis, unit.number(), key);
            states.clear();
            stored.write(accumulators, states);
            try {
                sink.row(key, states);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new Interruption(e);
            }
        }
    }
}
