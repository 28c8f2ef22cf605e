package io.tidemark.spark.driver;

import io.tidemark.spark.Word;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.jdk.javaapi.CollectionConverters;

/** Looks at the application while it runs: how far it is, whether anything runs, and where the last failure is told of. */
final class Watch extends SparkListener {
    private final Parent parent;
    private final Reports reports;
    private final CountDownLatch started = new CountDownLatch(1);
    /** Of each executor the log of its errors, as far as the cluster shows it. */
    private final Map<String, String> logs = new ConcurrentHashMap<>();

    private final Map<Integer, Long> read = new TreeMap<>();
    private volatile String lastFailure = "";

    Watch(Parent parent, Reports reports) {
        this.parent = parent;
        this.reports = reports;
    }

    /** Opens when the first task of all has started. */
    CountDownLatch started() {
        return started;
    }

    /** Where the log of the executor is on which a task failed last; empty: nowhere. */
    String linkOfLastFailure() {
        return lastFailure;
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
        String log =
                CollectionConverters.asJava(added.executorInfo().logUrlMap()).getOrDefault("stderr", "");
        logs.put(added.executorId(), log);
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        started.countDown();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() instanceof ExceptionFailure || end.reason() instanceof ExecutorLostFailure) {
            lastFailure = logs.getOrDefault(end.taskInfo().executorId(), "");
        }
        reports.value().values().forEach(this::hear);
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        CollectionConverters.asJava(update.accumUpdates())
                .forEach(of -> CollectionConverters.asJava(of._4()).forEach(this::hear));
    }

    private void hear(AccumulableInfo info) {
        if (info.id() == reports.id()
                && info.update().isDefined()
                && info.update().get() instanceof Map<?, ?> units) {
            units.values().forEach(report -> hear((UnitReport) report));
        }
    }

    /** Each unit's records once, however often it is folded. */
    private synchronized void hear(UnitReport report) {
        long before = read.getOrDefault(report.unit(), 0L);
        if (report.records() > before) {
            read.put(report.unit(), report.records());
            parent.hear(new Word.Read(report.records() - before));
        }
    }
}
