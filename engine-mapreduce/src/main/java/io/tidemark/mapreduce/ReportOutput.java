package io.tidemark.mapreduce;

import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.OutputFormat;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/** A job's output is the reports of its tasks; view files are written beside it. */
public final class ReportOutput extends OutputFormat<NullWritable, NullWritable> {
    @Override
    public RecordWriter<NullWritable, NullWritable> getRecordWriter(TaskAttemptContext task) {
        return new RecordWriter<>() {
            @Override
            public void write(NullWritable key, NullWritable value) {
                throw new UnsupportedOperationException("a task reports, and writes no rows");
            }

            @Override
            public void close(TaskAttemptContext context) {
                // Nothing was opened.
            }
        };
    }

    @Override
    public void checkOutputSpecs(JobContext job) {
        // Each attempt at a run has a directory of its own.
    }

    @Override
    public OutputCommitter getOutputCommitter(TaskAttemptContext task) {
        return new ReportCommitter();
    }
}
