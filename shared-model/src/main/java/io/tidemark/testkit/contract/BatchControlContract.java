package io.tidemark.testkit.contract;

import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.Kind;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What every {@link BatchControl} owes who steers with it, whether it works on files, in the batch process, or over HTTP.
 * Nothing may execute runs meanwhile. Each case throws {@link AssertionError} with what was seen.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> contract() {
 *     return new BatchControlContract(() -> new FileBatchControl(storage, clock), "by-origin").cases().entrySet().stream()
 *             .map(test -> DynamicTest.dynamicTest(test.getKey(), () -> test.getValue().run()));
 * }
 * }</pre>
 */
public final class BatchControlContract {
    private static final TimeRange A_DAY = new TimeRange(0, 86_400_000);

    private final Supplier<BatchControl> controls;
    private final String aggregation;

    /** A case, which may fail as the seam does. */
    @FunctionalInterface
    public interface Case {
        void run() throws IOException;
    }

    /**
     * @param controls ways to one batch layer, as several processes have them; each call may give another object
     * @param aggregation the name of one of its model's
     */
    public BatchControlContract(Supplier<BatchControl> controls, String aggregation) {
        this.controls = controls;
        this.aggregation = aggregation;
    }

    /** All cases by their names, in the order in which they are read best. */
    public Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("whatIsAskedForIsQueuedAndFoundByItsId", this::whatIsAskedForIsQueuedAndFoundByItsId);
        cases.put("recomputeIsToldFromAnIncrementalRun", this::recomputeIsToldFromAnIncrementalRun);
        cases.put("requestForAllNamesNone", this::requestForAllNamesNone);
        cases.put("everyRequestHasAnIdOfItsOwn", this::everyRequestHasAnIdOfItsOwn);
        cases.put("newestRunsComeFirstAndNoMoreThanAskedFor", this::newestRunsComeFirstAndNoMoreThanAskedFor);
        cases.put("runThatNobodyAskedForIsNone", this::runThatNobodyAskedForIsNone);
        cases.put("pauseHoldsForAllUntilSomebodyResumes", this::pauseHoldsForAllUntilSomebodyResumes);
        cases.put("requestsAreTakenWhilePaused", this::requestsAreTakenWhilePaused);
        return cases;
    }

    private void whatIsAskedForIsQueuedAndFoundByItsId() throws IOException {
        String id = controls.get().request(incremental(aggregation));
        RunReport report = found(id);
        equal(id, report.id(), "id");
        equal(Kind.INCREMENTAL, report.kind(), "kind");
        equal(State.QUEUED, report.state(), "state");
        equal("request", report.trigger(), "trigger");
        equal(List.of(aggregation), report.aggregations(), "aggregations");
        equal(Optional.empty(), report.started(), "start");
        equal(Optional.empty(), report.ended(), "end");
        equal(0.0, report.progress(), "progress");
        equal(0L, report.manifest(), "manifest");
        equal(0, report.attempt(), "attempts");
        equal(report, controls.get().runs(1).get(0), "the newest run");
    }

    private void recomputeIsToldFromAnIncrementalRun() throws IOException {
        String id = controls.get().request(new RunRequest.Recompute(Set.of(aggregation), A_DAY));
        equal(Kind.RECOMPUTE, found(id).kind(), "kind");
        equal(
                Kind.RECOMPUTE,
                found(controls.get().request(new RunRequest.Recompute(Set.of(), TimeRange.ALL)))
                        .kind(),
                "kind");
    }

    private void requestForAllNamesNone() throws IOException {
        equal(
                List.of(),
                found(controls.get().request(new RunRequest.Incremental(Set.of(), Cut.EPOCH, false)))
                        .aggregations(),
                "aggregations");
    }

    private void everyRequestHasAnIdOfItsOwn() throws IOException {
        String one = controls.get().request(incremental(aggregation));
        String other = controls.get().request(incremental(aggregation));
        equal(false, one.equals(other), "whether both have the id " + one);
        equal(one, found(one).id(), "id");
        equal(other, found(other).id(), "id");
    }

    private void newestRunsComeFirstAndNoMoreThanAskedFor() throws IOException {
        controls.get().request(incremental(aggregation));
        String before = controls.get().request(incremental(aggregation));
        String newest = controls.get().request(incremental(aggregation));
        equal(
                List.of(newest, before),
                controls.get().runs(2).stream().map(RunReport::id).toList(),
                "the newest two runs");
    }

    private void runThatNobodyAskedForIsNone() throws IOException {
        equal(Optional.empty(), controls.get().run("20010101T000000000Z-1"), "a run of nobody's");
        equal(Optional.empty(), controls.get().run("no such run"), "a run that has no id of ours");
    }

    private void pauseHoldsForAllUntilSomebodyResumes() throws IOException {
        equal(false, isPaused(), "whether it is paused at first");
        // Whoever pauses what is paused, or resumes what goes on, has what they want.
        for (int times = 0; times < 2; times++) {
            controls.get().pause();
            equal(true, isPaused(), "whether it is paused");
            equal(Optional.empty(), controls.get().status().next(), "the next scheduled run");
        }
        for (int times = 0; times < 2; times++) {
            controls.get().resume();
            equal(false, isPaused(), "whether it is paused once it is resumed");
        }
    }

    private void requestsAreTakenWhilePaused() throws IOException {
        controls.get().pause();
        try {
            equal(
                    State.QUEUED,
                    found(controls.get().request(incremental(aggregation))).state(),
                    "state");
        } finally {
            controls.get().resume();
        }
    }

    private boolean isPaused() throws IOException {
        return controls.get().status().paused();
    }

    private RunReport found(String id) throws IOException {
        return controls.get().run(id).orElseThrow(() -> new AssertionError("run " + id + " is not found"));
    }

    private static RunRequest incremental(String name) {
        return new RunRequest.Incremental(Set.of(name), Cut.ARCHIVE_END, true);
    }

    private static void equal(Object expected, Object found, String what) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + ": " + found + ", expected " + expected);
        }
    }
}
