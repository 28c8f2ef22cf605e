package io.tidemark.batch.engine;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.EventSink;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.TileTable;
import io.tidemark.model.UsedFields;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.TileSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Folds some files of a pass, one after the other, into tables of its own, and spills those when they hold more rows
 * than it may keep. Owned by one thread until it is done; then read by many.
 */
final class FoldUnit<E> implements EventSink<E> {
    private static final int HEARD_EVERY = 4096;

    private final Pass<E> pass;
    private final List<ArchiveFile> files;
    private final int rowBudget;
    private final Progress progress;
    private final PartFold<E>[] folds;
    private final Set<String> components;
    private int unheard;

    /** One part's fold and what it has folded. */
    private static final class PartFold<E> {
        private final Part<E> part;
        private final TileSize tile;
        private final Fold<E> fold;
        private final TileTable table;
        private final SpillStack spilled;
        private long first;
        private long end;
        private long folded;
        private long skipped;

        PartFold(Part<E> part, Spills spills) {
            this.part = part;
            this.tile = part.definition().tile();
            this.fold = new Fold<>(part.definition());
            this.table = new TileTable(part.definition());
            this.spilled = new SpillStack(part.definition(), spills);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    FoldUnit(Pass<E> pass, List<ArchiveFile> files, int rowBudget, Spills spills, Progress progress) {
        this.pass = pass;
        this.files = List.copyOf(files);
        this.rowBudget = rowBudget;
        this.progress = progress;
        this.folds =
                pass.parts().stream().map(part -> new PartFold<>(part, spills)).toArray(PartFold[]::new);
        this.components = UsedFields.ofAll(
                pass.stream(), pass.parts().stream().map(Part::definition).toList());
    }

    /** The records that at least one part wants of a file; empty if none does. */
    static OffsetRange wanted(Pass<?> pass, ArchiveFile file) {
        long first = Long.MAX_VALUE;
        long end = 0;
        for (Part<?> part : pass.parts()) {
            OffsetRange offsets = part.offsetsIn(file);
            if (!offsets.isEmpty()) {
                first = Math.min(first, offsets.first());
                end = Math.max(end, offsets.end());
            }
        }
        return end == 0 ? new OffsetRange(0, 0) : new OffsetRange(first, end);
    }

    void fold(Archive archive) {
        for (ArchiveFile file : files) {
            for (PartFold<E> fold : folds) {
                OffsetRange offsets = fold.part.offsetsIn(file);
                fold.first = offsets.first();
                fold.end = offsets.end();
            }
            archive.read(file, pass.stream(), wanted(pass, file), components, this);
            hear();
        }
    }

    @Override
    public void event(E event, long eventTimeMillis, int partition, long offset, long timestampMillis) {
        int rows = 0;
        for (PartFold<E> fold : folds) {
            if (offset >= fold.first && offset < fold.end && fold.part.folds(fold.tile.startOf(eventTimeMillis))) {
                try {
                    fold.folded += fold.fold.fold(event, eventTimeMillis, partition, offset, fold.table) ? 1 : 0;
                } catch (FoldException userCode) {
                    fold.skipped++;
                }
            }
            rows += fold.table.rows();
        }
        if (rows > rowBudget) {
            spill();
        }
        if (++unheard == HEARD_EVERY) {
            hear();
        }
    }

    private void spill() {
        for (PartFold<E> fold : folds) {
            if (fold.table.rows() > 0) {
                fold.spilled.add(new TableRun(fold.table));
                fold.table.clear();
            }
        }
    }

    private void hear() {
        progress.read(unheard);
        unheard = 0;
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }

    /** What was folded for a part, oldest records first. */
    List<SortedRun> runs(int part) {
        List<SortedRun> runs = new ArrayList<>(folds[part].spilled.runs());
        if (folds[part].table.rows() > 0) {
            runs.add(new TableRun(folds[part].table));
        }
        return runs;
    }

    long folded(int part) {
        return folds[part].folded;
    }

    long skipped(int part) {
        return folds[part].skipped;
    }
}
