package io.tidemark.spark.driver;

import io.tidemark.batch.engine.order.OrderedWork;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.task.MergeTask;
import io.tidemark.fault.FaultException;
import io.tidemark.spark.rows.ChunkKey;
import io.tidemark.spark.rows.MergedChunks;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** Merges one interval on an executor, and writes its files. Gives its report. */
final class IntervalMerge implements Function2<Integer, Iterator<Tuple2<ChunkKey, byte[]>>, Iterator<byte[]>> {
    private static final long serialVersionUID = 1;

    private final Broadcast<Workbench> bench;

    IntervalMerge(Broadcast<Workbench> bench) {
        this.bench = bench;
    }

    @Override
    public Iterator<byte[]> call(Integer interval, Iterator<Tuple2<ChunkKey, byte[]>> chunks)
            throws IOException, InterruptedException {
        try {
            return merge(bench.value().work(), interval, chunks);
        } catch (FaultException fault) {
            throw new TaskFault(fault);
        }
    }

    private static Iterator<byte[]> merge(OrderedWork work, int interval, Iterator<Tuple2<ChunkKey, byte[]>> chunks)
            throws IOException, InterruptedException {
        // A name for each attempt: of one that was lost, or is slow, it is not known whether it goes on.
        String attempt = "i" + interval + "t" + TaskContext.get().taskAttemptId();
        MergeTask task = new MergeTask(work, interval, attempt, Workbench.settings());
        return List.of(WorkJson.write(task.run(new MergedChunks(chunks)))).iterator();
    }
}
