package io.tidemark.mapreduce;

import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.task.MergeReport;
import io.tidemark.batch.engine.task.MergeTask;
import io.tidemark.batch.engine.task.RowSource;
import io.tidemark.batch.engine.task.TaskSettings;
import java.io.IOException;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;

/** Merges an interval, and writes its view files under the name of this attempt. */
public final class MergeReducer extends Reducer<BytesWritable, BytesWritable, NullWritable, NullWritable> {
    @Override
    public void run(Context context) throws IOException, InterruptedException {
        RowSource rows = new RowSource() {
            @Override
            public boolean next() throws IOException, InterruptedException {
                // Each row by itself: rows of one key are merged in the order in which they come.
                return context.nextKeyValue();
            }

            @Override
            public byte[] key() throws IOException, InterruptedException {
                return context.getCurrentKey().copyBytes();
            }

            @Override
            public byte[] accumulators() throws IOException, InterruptedException {
                return context.getCurrentValue().copyBytes();
            }
        };
        MergeReport report = new MergeTask(
                        JobKeys.work(context.getConfiguration()),
                        context.getTaskAttemptID().getTaskID().getId(),
                        JobKeys.name(context.getTaskAttemptID()),
                        TaskSettings.ofThisProcess())
                .run(rows);
        ReportCommitter.of(context).report(WorkJson.write(report));
    }
}
