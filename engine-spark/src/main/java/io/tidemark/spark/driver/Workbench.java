package io.tidemark.spark.driver;

import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.order.OrderedWork;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkOrder;
import io.tidemark.batch.engine.task.TaskSettings;
import io.tidemark.batch.storage.Storage;
import io.tidemark.model.DefinitionException;
import io.tidemark.model.Model;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.util.SerializableConfiguration;

/** The order and what it is done with, sent to each executor once and opened there once. Safe for use by many threads. */
final class Workbench implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] order;
    private final SerializableConfiguration hadoop;
    private transient OrderedWork opened;

    Workbench(byte[] order, Configuration hadoop) {
        this.order = order;
        this.hadoop = new SerializableConfiguration(hadoop);
    }

    /** @throws io.tidemark.fault.FaultException if the model here is not the one that the run was planned with */
    synchronized OrderedWork work() {
        if (opened == null) {
            WorkOrder read = WorkJson.read(order, WorkOrder.class);
            // The jars of the submission are not those that Spark itself was started with.
            Model model = model(read.model(), Thread.currentThread().getContextClassLoader());
            opened = OrderedWork.of(read, model, Storage.at(URI.create(read.root()), hadoop.value()));
        }
        return opened;
    }

    private static Model model(String className, ClassLoader loader) {
        try {
            return Model.load(className, loader);
        } catch (DefinitionException faulty) {
            // The process that planned the run has loaded it: its jars are not here, or are others.
            throw new EngineException(faulty.faults().get(0), faulty);
        }
    }

    /** What one of the tasks that this executor has at once may use of it. */
    static TaskSettings settings() {
        SparkConf conf = SparkEnv.get().conf();
        int cores = conf.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
        int tasks = Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
        TaskSettings whole = TaskSettings.ofThisProcess();
        return new TaskSettings(whole.memoryBytes(), Path.of(SparkFiles.getRootDirectory())).dividedBy(tasks);
    }
}
