package io.tidemark.mapreduce;

import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkUnit;
import io.tidemark.batch.engine.task.FoldReport;
import io.tidemark.batch.engine.task.MergeReport;
import io.tidemark.batch.engine.task.WorkPlan;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a job and the process that asked for it meet: the order and its units in, reports out. Gone when the job is over;
 * what a process that died left behind goes when it is old.
 */
final class JobDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobDirectory.class);
    private static final String JOBS = "control/jobs";
    /** No job takes longer. */
    private static final Duration LEFT = Duration.ofDays(7);

    private final Storage storage;
    private final WorkPlan plan;
    private final String path;

    private JobDirectory(Storage storage, WorkPlan plan) {
        this.storage = storage;
        this.plan = plan;
        this.path = JOBS + "/" + plan.order().topic() + "-" + plan.order().attempt();
    }

    static JobDirectory make(Storage storage, WorkPlan plan) {
        JobDirectory directory = new JobDirectory(storage, plan);
        sweep(storage);
        try {
            write(storage, JobKeys.order(directory.path), WorkJson.write(plan.order()));
            for (WorkUnit unit : plan.units()) {
                String name = String.format("/u%05d.json", unit.number());
                write(storage, directory.path + UnitInput.UNITS + name, WorkJson.write(unit));
            }
            return directory;
        } catch (RuntimeException failed) {
            directory.close();
            throw failed;
        }
    }

    private static void write(Storage storage, String path, byte[] content) {
        if (!storage.createIfAbsent(path, content)) {
            throw new StorageException(path, "is there already, though no attempt at a run has another's name", null);
        }
    }

    /** From the storage's root. */
    String path() {
        return path;
    }

    List<FoldReport> folds() {
        return reports("m", FoldReport.class, plan.units().size());
    }

    List<MergeReport> merges() {
        return reports("r", MergeReport.class, plan.order().borders().size() + 1);
    }

    private <T> List<T> reports(String kind, Class<T> type, int tasks) {
        List<T> reports = new ArrayList<>();
        for (String report : storage.list(JobKeys.reports(path))) {
            if (report.startsWith(JobKeys.reports(path) + "/" + kind)) {
                reports.add(WorkJson.read(storage.read(report), type));
            }
        }
        if (reports.size() != tasks) {
            throw new EngineException(
                    "TM-ENG-003",
                    path,
                    "the job says that it is done, and of " + tasks + " tasks " + reports.size() + " have reported",
                    "see that its tasks reach the storage at the same root as this process");
        }
        return reports;
    }

    @Override
    public void close() {
        try {
            delete(storage, path, file -> true);
        } catch (StorageException left) {
            LOG.warn("a job's directory is left behind, and goes when it is old path={}", path, left);
        }
    }

    private static void sweep(Storage storage) {
        Instant before = Instant.now().minus(LEFT);
        Predicate<String> isOld =
                file -> storage.modified(file).filter(at -> at.isBefore(before)).isPresent();
        storage.directories(JOBS).forEach(job -> delete(storage, job, isOld));
    }

    private static void delete(Storage storage, String job, Predicate<String> goes) {
        for (String directory : List.of(job + UnitInput.UNITS, JobKeys.reports(job), job)) {
            List<String> files = storage.list(directory);
            List<String> going = files.stream().filter(goes).toList();
            going.forEach(storage::delete);
            if (going.size() == files.size() && (!files.isEmpty() || goes.test(directory))) {
                deleteEmpty(storage, directory);
            }
        }
    }

    /** One in which something is, is left. */
    private static void deleteEmpty(Storage storage, String directory) {
        if (storage.exists(directory) && storage.directories(directory).isEmpty()) {
            storage.delete(directory);
        }
    }
}
