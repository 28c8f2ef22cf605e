package io.tidemark.mapreduce;

import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.task.FoldReport;
import io.tidemark.batch.engine.task.FoldTask;
import io.tidemark.batch.engine.task.TaskSettings;
import java.io.IOException;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;

/** Folds a unit, and gives its rows to the shuffle. */
public final class FoldMapper extends Mapper<NullWritable, NullWritable, BytesWritable, BytesWritable> {
    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Progress progress = new Progress() {
            @Override
            public void planned(long records) {}

            @Override
            public void read(long records) {
                context.getCounter(JobCounter.RECORDS).increment(records);
                // A task that says nothing for ten minutes is taken for one that hangs.
                context.progress();
            }
        };
        BytesWritable key = new BytesWritable();
        BytesWritable value = new BytesWritable();
        FoldReport report = new FoldTask(
                        JobKeys.work(context.getConfiguration()),
                        ((UnitSplit) context.getInputSplit()).unit(),
                        TaskSettings.ofThisProcess(),
                        progress)
                .run((row, accumulators) -> {
                    key.set(row.array(), 0, row.size());
                    value.set(accumulators.array(), 0, accumulators.size());
                    context.write(key, value);
                });
        ReportCommitter.of(context).report(WorkJson.write(report));
    }
}
