package io.tidemark.spark.driver;

import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.order.OrderedWork;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkUnit;
import io.tidemark.batch.engine.task.FoldReport;
import io.tidemark.batch.engine.task.FoldTask;
import io.tidemark.batch.engine.task.TaskSettings;
import io.tidemark.fault.FaultException;
import io.tidemark.spark.rows.ChunkKey;
import io.tidemark.spark.rows.ChunkedRows;
import io.tidemark.spark.rows.StoredChunks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/** Folds one unit on an executor. */
final class UnitFold implements PairFlatMapFunction<byte[], ChunkKey, byte[]> {
    private static final long serialVersionUID = 1;
    /** Of a task's memory: what chunks take that wait for Spark, and what a merge holds of all units. */
    private static final int PART_OF_CHUNKS = 8;

    private final Broadcast<Workbench> bench;
    private final Reports reports;
    private final int units;

    UnitFold(Broadcast<Workbench> bench, Reports reports, int units) {
        this.bench = bench;
        this.reports = reports;
        this.units = units;
    }

    @Override
    public Iterator<Tuple2<ChunkKey, byte[]>> call(byte[] unit) throws IOException, InterruptedException {
        try {
            return fold(bench.value().work(), WorkJson.read(unit, WorkUnit.class));
        } catch (FaultException fault) {
            throw new TaskFault(fault);
        }
    }

    private Iterator<Tuple2<ChunkKey, byte[]>> fold(OrderedWork work, WorkUnit unit)
            throws IOException, InterruptedException {
        TaskContext context = TaskContext.get();
        TaskSettings settings = Workbench.settings();
        long chunkBytes = settings.memoryBytes() / PART_OF_CHUNKS;
        StoredChunks chunks = new StoredChunks(settings.spillDirectory(), chunkBytes);
        context.addTaskCompletionListener((TaskCompletionListener) ended -> close(chunks));
        ChunkedRows rows = new ChunkedRows(work.intervals(), unit.number(), chunkBytes / units, chunks);
        Heard heard = new Heard(unit.number(), context);
        FoldReport report = new FoldTask(work, unit, settings, heard).run(rows);
        rows.end();
        reports.add(new UnitReport(unit.number(), heard.records, WorkJson.write(report)));
        return chunks.read();
    }

    private static void close(StoredChunks chunks) {
        try {
            chunks.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells the driver how far the unit is, and the unit when nobody needs it any more. */
    private final class Heard implements Progress {
        private final int unit;
        private final TaskContext context;
        private long records;

        Heard(int unit, TaskContext context) {
            this.unit = unit;
            this.context = context;
        }

        @Override
        public void planned(long more) {
            // The driver knows.
        }

        @Override
        public void read(long more) {
            if (context.isInterrupted()) {
                throw new CancellationException("the task is not wanted any more");
            }
            records += more;
            reports.add(new UnitReport(unit, records, null));
        }
    }
}
