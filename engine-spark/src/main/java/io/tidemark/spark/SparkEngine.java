package io.tidemark.spark;

import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.task.FoldReport;
import io.tidemark.batch.engine.task.MergeReport;
import io.tidemark.batch.engine.task.TaskOutcomes;
import io.tidemark.batch.engine.task.TaskSettings;
import io.tidemark.batch.engine.task.WorkPlan;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work of a run on a Spark cluster, in an application of its own: plans here, submits, hears how far it is, and gives
 * back what its tasks report. Takes no memory here that grows with rows.
 */
final class SparkEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(SparkEngine.class);
    private static final int LAST_WORDS = 5;

    private final SparkSettings settings;
    private final EngineContext context;

    SparkEngine(SparkSettings settings, EngineContext context) {
        this.settings = settings;
        this.context = context;
    }

    @Override
    public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
        TaskSettings own = new TaskSettings(
                context.settings().memoryBytes(), context.settings().spillDirectory());
        WorkPlan plan = WorkPlan.of(
                pass,
                context.model().name(),
                context.storage(),
                context.settings().fileRows(),
                own);
        progress.planned(plan.rows());
        try (Submission submission = new Submission(settings, "tidemark-" + pass.attempt(), plan)) {
            Word.Done done = await(submission, progress);
            return new TaskOutcomes(
                            pass,
                            context.storage(),
                            reports(done.folds(), FoldReport.class),
                            reports(done.merges(), MergeReport.class))
                    .outcomes();
        }
    }

    private Word.Done await(Submission submission, Progress progress) throws InterruptedException {
        String application = "Spark application";
        String link = "";
        while (true) {
            if (submission.next() instanceof Submission.Heard.Said said) {
                Word word = said.word();
                if (word instanceof Word.Began began) {
                    application = "Spark application " + began.application();
                    link = began.link();
                    LOG.info("a run is on Spark application={} link={}", began.application(), link);
                } else if (word instanceof Word.Read read) {
                    progress.read(read.records());
                } else if (word instanceof Word.Done done) {
                    submission.leave();
                    return done;
                } else if (word instanceof Word.Faulty ours) {
                    throw ours.passesByItself()
                            ? new PassingException(ours.fault())
                            : new EngineException(ours.fault(), null);
                } else if (word instanceof Word.NotStarted waited) {
                    String reason = "no task has started within " + waited.seconds() + " s, with executors of "
                            + waited.memory() + " (spark.executor.memory): " + lastWords(submission, 1);
                    throw failed(application, reason, submission, link);
                } else if (word instanceof Word.Failed failed) {
                    EngineException told = failed(application, failed.reason(), submission, failed.link());
                    throw failed.passesByItself() ? new PassingException(told.fault()) : told;
                }
            } else {
                String reason =
                        "spark-submit ended with " + submission.exitCode() + ": " + lastWords(submission, LAST_WORDS);
                throw failed(application, reason, submission, "");
            }
        }
    }

    private static String lastWords(Submission submission, int most) {
        return String.join(" | ", submission.lastWords(most));
    }

    private static EngineException failed(String application, String reason, Submission submission, String link) {
        String told = (link.isEmpty() ? "" : link + " and ") + submission.log();
        return new EngineException(
                new Fault("TM-ENG-012", application, reason, "mend what Spark says; more is told by " + told), null);
    }

    private static <R> List<R> reports(List<String> json, Class<R> type) {
        return json.stream()
                .map(text -> WorkJson.read(text.getBytes(StandardCharsets.UTF_8), type))
                .toList();
    }

    /** What may be over without anybody's doing, such as a storage or a cluster that is away. */
    private static final class PassingException extends FaultException {
        private static final long serialVersionUID = 1;

        PassingException(Fault fault) {
            super(fault);
        }

        @Override
        public boolean passesByItself() {
            return true;
        }
    }
}
