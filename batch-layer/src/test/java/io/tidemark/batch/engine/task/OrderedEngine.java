package io.tidemark.batch.engine.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.order.Intervals;
import io.tidemark.batch.engine.order.OrderedWork;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkOrder;
import io.tidemark.batch.engine.order.WorkUnit;
import io.tidemark.batch.storage.Storage;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An engine of others at its plainest: each task knows of the others what goes through JSON and a shuffle of sorted bytes.
 * Merges begin with the last interval, and each unit is folded twice, of which the first is lost.
 */
public final class OrderedEngine implements Engine {
    private final Model model;
    private final Storage storage;
    private final EngineSettings settings;
    private int intervals;

    public OrderedEngine(Model model, Storage storage, EngineSettings settings) {
        this.model = model;
        this.storage = storage;
        this.settings = settings;
    }

    /** How many intervals the last pass had. */
    int intervals() {
        return intervals;
    }

    @Override
    public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
        TaskSettings tasks = new TaskSettings(settings.memoryBytes(), settings.spillDirectory());
        WorkPlan plan = WorkPlan.of(pass, model.name(), storage, settings.fileRows(), tasks);
        progress.planned(plan.rows());
        byte[] order = WorkJson.write(plan.order());
        try {
            List<TreeMap<byte[], byte[]>> shuffle = new ArrayList<>();
            intervals = new Intervals(plan.order()).count();
            for (int interval = 0; interval < intervals; interval++) {
                shuffle.add(new TreeMap<>(Arrays::compareUnsigned));
            }
            List<FoldReport> folds = new ArrayList<>();
            for (WorkUnit unit : plan.units()) {
                fold(order, unit, tasks, (key, value) -> {});
                folds.add(fold(order, unit, tasks, new Shuffling(new Intervals(plan.order()), shuffle)));
            }
            List<MergeReport> merges = new ArrayList<>();
            for (int interval = intervals - 1; interval >= 0; interval--) {
                OrderedWork work = open(order);
                MergeReport report =
                        new MergeTask(work, interval, "t" + interval, tasks).run(new Sorted(shuffle.get(interval)));
                merges.add(WorkJson.read(WorkJson.write(report), MergeReport.class));
            }
            return new TaskOutcomes(pass, storage, folds, merges).outcomes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FoldReport fold(byte[] order, WorkUnit unit, TaskSettings tasks, RowSink sink)
            throws IOException, InterruptedException {
        WorkUnit sent = WorkJson.read(WorkJson.write(unit), WorkUnit.class);
        FoldReport report = new FoldTask(open(order), sent, tasks, Progress.UNHEARD).run(sink);
        return WorkJson.read(WorkJson.write(report), FoldReport.class);
    }

    private OrderedWork open(byte[] order) {
        return OrderedWork.of(WorkJson.read(order, WorkOrder.class), model, storage);
    }

    /** Owned by one unit. */
    private static final class Shuffling implements RowSink {
        private final Intervals intervals;
        private final List<TreeMap<byte[], byte[]>> into;
        private byte[] before = {};

        Shuffling(Intervals intervals, List<TreeMap<byte[], byte[]>> into) {
            this.intervals = intervals;
            this.into = into;
        }

        @Override
        public void row(ByteWriter key, ByteWriter accumulators) {
            byte[] now = key.toBytes();
            assertTrue(Arrays.compareUnsigned(before, now) < 0, "a unit's rows ascend");
            before = now;
            byte[] other = into.get(intervals.of(key.array(), key.size())).put(now, accumulators.toBytes());
            assertEquals(null, other, "no two rows have one key");
        }
    }

    private static final class Sorted implements RowSource {
        private final Iterator<Map.Entry<byte[], byte[]>> rows;
        private Map.Entry<byte[], byte[]> row;

        Sorted(TreeMap<byte[], byte[]> rows) {
            this.rows = rows.entrySet().iterator();
        }

        @Override
        public boolean next() {
            row = rows.hasNext() ? rows.next() : null;
            return row != null;
        }

        @Override
        public byte[] key() {
            return row.getKey();
        }

        @Override
        public byte[] accumulators() {
            return row.getValue();
        }
    }
}
