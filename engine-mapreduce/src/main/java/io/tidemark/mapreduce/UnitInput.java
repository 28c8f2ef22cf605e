package io.tidemark.mapreduce;

import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkUnit;
import io.tidemark.batch.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/** The units of a plan, which the driver has put into the job's directory, one split each. */
public final class UnitInput extends InputFormat<NullWritable, NullWritable> {
    static final String UNITS = "/units";

    /** Asked in the driver alone. */
    @Override
    public List<InputSplit> getSplits(JobContext job) {
        Storage storage = JobKeys.storage(job.getConfiguration());
        List<InputSplit> splits = new ArrayList<>();
        for (String path : storage.list(job.getConfiguration().get(JobKeys.DIRECTORY) + UNITS)) {
            splits.add(new UnitSplit(WorkJson.read(storage.read(path), WorkUnit.class)));
        }
        return splits;
    }

    /** Gives nothing: a map task folds its split itself. */
    @Override
    public RecordReader<NullWritable, NullWritable> createRecordReader(InputSplit split, TaskAttemptContext task) {
        return new NoRecords();
    }

    private static final class NoRecords extends RecordReader<NullWritable, NullWritable> {
        @Override
        public void initialize(InputSplit split, TaskAttemptContext task) {
            // There is nothing to open.
        }

        @Override
        public boolean nextKeyValue() {
            return false;
        }

        @Override
        public NullWritable getCurrentKey() {
            return NullWritable.get();
        }

        @Override
        public NullWritable getCurrentValue() {
            return NullWritable.get();
        }

        @Override
        public float getProgress() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
