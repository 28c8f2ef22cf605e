package io.tidemark.mapreduce;

import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.Progress;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskCompletionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job on its way. Owned by one thread. */
final class RunningJob {
    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
    private static final long LOOK_MILLIS = 500;
    private static final int LOOKS_A_COUNT = 4;
    private static final int EVENTS = 100;
    /** Of what tasks say of their end, people read the beginning. */
    private static final int LONGEST = 600;

    private static final int MOST_REASONS = 3;
    /** An attempt, and the one with which its task has failed. */
    private static final Set<TaskCompletionEvent.Status> FAILED =
            EnumSet.of(TaskCompletionEvent.Status.FAILED, TaskCompletionEvent.Status.TIPFAILED);

    private final Job job;
    private final long records;
    private final Progress progress;
    private long heard;

    /** @param records that the job will read */
    RunningJob(Job job, long records, Progress progress) {
        this.job = job;
        this.records = records;
        this.progress = progress;
    }

    void submit() throws IOException, InterruptedException, ClassNotFoundException {
        job.submit();
    }

    /**
     * Waits for its end, and hears how far it is.
     *
     * @throws EngineException if it failed, with its own reason and link
     * @throws IOException if the cluster does not answer
     */
    void await() throws IOException, InterruptedException {
        for (int look = 1; !job.isComplete(); look++) {
            Thread.sleep(LOOK_MILLIS);
            if (look % LOOKS_A_COUNT == 0) {
                hear();
            }
        }
        if (!job.isSuccessful()) {
            throw failed();
        }
        progress.read(records - heard);
    }

    private void hear() {
        try {
            // Null while the job's master is not up.
            Counters counters = job.getCounters();
            long counted = counters == null
                    ? 0
                    : counters.findCounter(JobCounter.RECORDS).getValue();
            // Of attempts that failed it takes back what they counted.
            if (counted > heard && counted <= records) {
                progress.read(counted - heard);
                heard = counted;
            }
        } catch (IOException unheard) {
            LOG.debug("a job's counters are not known at present job={}", job.getJobID(), unheard);
        }
    }

    private EngineException failed() throws IOException, InterruptedException {
        Set<String> reasons = new LinkedHashSet<>();
        String ended = job.getStatus().getFailureInfo();
        try {
            for (TaskCompletionEvent event : job.getTaskCompletionEvents(0, EVENTS)) {
                if (FAILED.contains(event.getStatus())) {
                    tell(job.getTaskDiagnostics(event.getTaskAttemptId()), reasons);
                }
            }
        } catch (IOException untold) {
            LOG.debug("what tasks say of their end is not known job={}", job.getJobID(), untold);
        }
        if (ended != null && !ended.isBlank()) {
            reasons.add(beginning(ended));
        }
        String why = reasons.isEmpty() ? "it does not say why" : String.join(" | ", reasons);
        return new EngineException(
                "TM-ENG-003",
                "job " + job.getJobID(),
                "failed: " + why,
                "see its tasks' logs at " + job.getTrackingURL() + ", mend what they say, such as memory"
                        + " (batch.engine.mapreduce.map.memory.mb) or the Java that runs them, and ask for the run again");
    }

    private static void tell(String[] diagnostics, Set<String> reasons) {
        for (String told : diagnostics) {
            if (reasons.size() < MOST_REASONS) {
                reasons.add(beginning(told));
            }
        }
    }

    private static String beginning(String told) {
        String text = told.strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }

    /** Its name and its link, once it is submitted. */
    @Override
    public String toString() {
        return job.getJobID() + ", " + job.getTrackingURL();
    }

    /** Nobody waits for it any more. */
    void kill() {
        try {
            if (job.getJobID() != null && !job.isComplete()) {
                job.killJob();
            }
        } catch (IOException | IllegalStateException left) {
            LOG.warn("a job could not be stopped, and nobody takes what it makes job={}", job.getJobID(), left);
        }
    }
}
