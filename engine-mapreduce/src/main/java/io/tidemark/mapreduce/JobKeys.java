package io.tidemark.mapreduce;

import io.tidemark.batch.engine.order.OrderedWork;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkOrder;
import io.tidemark.batch.storage.Storage;
import io.tidemark.model.Model;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;

/** What a job's configuration tells its tasks, and where they find the rest. */
final class JobKeys {
    static final String ROOT = "tidemark.root";
    /** The directory of the job, from the storage's root. */
    static final String DIRECTORY = "tidemark.directory";

    private static final String ORDER = "/order.json";
    private static final String REPORTS = "/reports";

    private JobKeys() {}

    static Storage storage(Configuration job) {
        return Storage.at(job.get(ROOT), job);
    }

    static String order(String directory) {
        return directory + ORDER;
    }

    static String reports(String directory) {
        return directory + REPORTS;
    }

    /** Where the report of a task is, whichever attempt made it. */
    static String report(Configuration job, TaskAttemptID attempt) {
        return reports(job.get(DIRECTORY)) + "/" + shortName(attempt) + ".json";
    }

    /** Of the task in its job, such as {@code m00012}. */
    private static String shortName(TaskAttemptID attempt) {
        String kind = attempt.getTaskType() == TaskType.MAP ? "m" : "r";
        return kind + String.format("%05d", attempt.getTaskID().getId());
    }

    /** Of an attempt in its job, such as {@code r00003-1}. */
    static String name(TaskAttemptID attempt) {
        return shortName(attempt) + "-" + attempt.getId();
    }

    static WorkOrder order(Configuration job, Storage storage) {
        return WorkJson.read(storage.read(order(job.get(DIRECTORY))), WorkOrder.class);
    }

    /** The work of the job in this process, which has the model's jars. */
    static OrderedWork work(Configuration job) {
        Storage storage = storage(job);
        WorkOrder order = order(job, storage);
        Model model = Model.load(order.model(), job.getClassLoader());
        return OrderedWork.of(order, model, storage);
    }
}
