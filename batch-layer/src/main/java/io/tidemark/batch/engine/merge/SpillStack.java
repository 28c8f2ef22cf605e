package io.tidemark.batch.engine.merge;

import java.util.ArrayList;
import java.util.List;

/**
 * The spilled runs of one aggregation in one unit of work. When one level has {@value #WIDTH} runs they are merged into
 * one of the next level, so that few files are open at once and each row is rewritten a logarithmic number of times.
 * Owned by one thread.
 */
public final class SpillStack {
    private static final int WIDTH = 16;
    private static final int FEW = 4;

    private final RowLimit limit;
    private final Spills spills;
    private final List<List<SpilledRun>> levels = new ArrayList<>();

    public SpillStack(RowLimit limit, Spills spills) {
        this.limit = limit;
        this.spills = spills;
    }

    public void add(SortedRun rows) {
        add(0, SpilledRun.of(limit, List.of(rows), spills));
    }

    private List<SortedRun> runs() {
        List<SortedRun> runs = new ArrayList<>();
        for (int level = levels.size() - 1; level >= 0; level--) {
            runs.addAll(levels.get(level));
        }
        return runs;
    }

    /**
     * All runs when no more come, oldest rows first: few, for those of all units are then merged at once, and of each a row
     * and a buffer are in memory.
     */
    public List<SortedRun> fewRuns() {
        List<SortedRun> all = runs();
        if (all.size() <= FEW) {
            return all;
        }
        SpilledRun merged = SpilledRun.of(limit, all, spills);
        levels.forEach(runs -> runs.forEach(SpilledRun::delete));
        levels.clear();
        levels.add(new ArrayList<>(List.of(merged)));
        return runs();
    }

    private void add(int level, SpilledRun run) {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<SpilledRun> runs = levels.get(level);
        runs.add(run);
        if (runs.size() == WIDTH) {
            SpilledRun merged = SpilledRun.of(limit, runs, spills);
            runs.forEach(SpilledRun::delete);
            runs.clear();
            add(level + 1, merged);
        }
    }
}
