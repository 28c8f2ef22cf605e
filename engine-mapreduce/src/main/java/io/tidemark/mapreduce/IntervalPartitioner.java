package io.tidemark.mapreduce;

import io.tidemark.batch.engine.order.Intervals;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.Partitioner;

/** Each interval is one reduce task's. */
public final class IntervalPartitioner extends Partitioner<BytesWritable, BytesWritable> implements Configurable {
    private Configuration job;
    private Intervals intervals;

    @Override
    public void setConf(Configuration configuration) {
        job = configuration;
        intervals = new Intervals(JobKeys.order(job, JobKeys.storage(job)));
    }

    @Override
    public Configuration getConf() {
        return job;
    }

    @Override
    public int getPartition(BytesWritable key, BytesWritable accumulators, int reduceTasks) {
        return intervals.of(key.getBytes(), key.getLength());
    }
}
