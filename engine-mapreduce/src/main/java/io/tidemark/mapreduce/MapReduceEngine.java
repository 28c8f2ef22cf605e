package io.tidemark.mapreduce;

import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.task.TaskOutcomes;
import io.tidemark.batch.engine.task.TaskSettings;
import io.tidemark.batch.engine.task.WorkPlan;
import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.mapreduce.jars.JobJars;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.security.TokenCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does each pass as one job: a map task for each unit, a reduce task for each interval. The process that asks plans, waits
 * and reads the tasks' reports; what it holds does not grow with rows. Safe for use by many threads.
 */
final class MapReduceEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(MapReduceEngine.class);

    private final Configuration cluster;
    private final EngineContext context;
    private final JobJars jars;

    MapReduceEngine(Configuration cluster, List<Path> modelJars, EngineContext context) {
        this.cluster = cluster;
        this.context = context;
        this.jars = JobJars.of(context.storage(), modelJars);
    }

    @Override
    public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
        Storage storage = context.storage();
        TaskSettings sampling = new TaskSettings(
                context.settings().memoryBytes(), context.settings().spillDirectory());
        WorkPlan plan = WorkPlan.of(
                pass, context.model().name(), storage, context.settings().fileRows(), sampling);
        progress.planned(plan.rows());
        if (plan.units().isEmpty()
                && plan.order().parts().stream().allMatch(part -> part.base().isEmpty())) {
            return new TaskOutcomes(pass, storage, List.of(), List.of()).outcomes();
        }
        try (JobDirectory directory = JobDirectory.make(storage, plan)) {
            run(new RunningJob(job(plan, directory), plan.rows(), progress), progress);
            return new TaskOutcomes(pass, storage, directory.folds(), directory.merges()).outcomes();
        }
    }

    private Job job(WorkPlan plan, JobDirectory directory) {
        try {
            Job job = Job.getInstance(
                    cluster,
                    "tidemark " + plan.order().topic() + " " + plan.order().attempt());
            Configuration configuration = job.getConfiguration();
            configuration.set(JobKeys.ROOT, plan.order().root());
            configuration.set(JobKeys.DIRECTORY, directory.path());
            job.setInputFormatClass(UnitInput.class);
            job.setMapperClass(FoldMapper.class);
            job.setMapOutputKeyClass(BytesWritable.class);
            job.setMapOutputValueClass(BytesWritable.class);
            // Hadoop compares their bytes as unsigned numbers, which is the order of the keys.
            job.setSortComparatorClass(BytesWritable.Comparator.class);
            job.setPartitionerClass(IntervalPartitioner.class);
            job.setReducerClass(MergeReducer.class);
            job.setNumReduceTasks(plan.order().borders().size() + 1);
            job.setOutputFormatClass(ReportOutput.class);
            for (org.apache.hadoop.fs.Path jar : jars.published()) {
                job.addFileToClassPath(jar);
            }
            TokenCache.obtainTokensForNamenodes(
                    job.getCredentials(),
                    new org.apache.hadoop.fs.Path[] {
                        new org.apache.hadoop.fs.Path(plan.order().root())
                    },
                    configuration);
            return job;
        } catch (IOException e) {
            throw away(e);
        }
    }

    private void run(RunningJob running, Progress progress) throws InterruptedException {
        try {
            running.submit();
            LOG.info("a job was submitted job={}", running);
            progress.at("job " + running);
            running.await();
        } catch (IOException e) {
            running.kill();
            throw away(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException | RuntimeException stopped) {
            running.kill();
            throw stopped;
        }
    }

    /** The cluster does not answer: it may another time. */
    private static EngineException away(IOException cause) {
        return EngineException.passing(
                new Fault(
                        "TM-ENG-003",
                        "batch.engine=mapreduce",
                        "the cluster does not do what it is asked: " + Reason.of(cause),
                        "see that the resource manager answers, and that Hadoop's configuration is the cluster's; it is"
                                + " tried again"),
                cause);
    }
}
