package io.tidemark.mapreduce;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/**
 * Makes the report of one attempt at each task the one that counts: Hadoop lets one attempt commit, and the report is
 * created only if there is none yet. An attempt that was let commit and died before it could say so may have left its
 * report; then that one counts, and the files that it names are there, for they were finished before. Owned by one task.
 */
final class ReportCommitter extends OutputCommitter {
    /** Null until there is one, and in the processes that have no task. */
    private byte[] report;

    static ReportCommitter of(TaskInputOutputContext<?, ?, ?, ?> task) {
        return (ReportCommitter) task.getOutputCommitter();
    }

    void report(byte[] made) {
        report = made;
    }

    @Override
    public void setupJob(JobContext job) {
        // The driver has made the job's directory.
    }

    @Override
    public void setupTask(TaskAttemptContext task) {
        // There is nothing before the report.
    }

    @Override
    public boolean needsTaskCommit(TaskAttemptContext task) {
        return report != null;
    }

    @Override
    public void commitTask(TaskAttemptContext task) {
        Configuration job = task.getConfiguration();
        JobKeys.storage(job).createIfAbsent(JobKeys.report(job, task.getTaskAttemptID()), report);
    }

    @Override
    public void abortTask(TaskAttemptContext task) {
        // What it wrote is named by nobody, and is swept.
    }

    /** A master that died is followed by another, which need not have done again what is reported. */
    @Override
    @SuppressWarnings("deprecation") // Hadoop asks this one as well.
    public boolean isRecoverySupported() {
        return true;
    }

    @Override
    public boolean isRecoverySupported(JobContext job) {
        return true;
    }

    @Override
    public void recoverTask(TaskAttemptContext task) {
        // The report is where it was.
    }
}
