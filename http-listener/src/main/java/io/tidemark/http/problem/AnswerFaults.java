package io.tidemark.http.problem;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was asked for and failed at this side: a fault that stands until the same is answered. Safe for use by many threads.
 */
public final class AnswerFaults {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerFaults.class);
    /** More are logged only: who asks must not fill the memory. */
    private static final int MOST = 100;

    private static final Set<HttpFault> OF_THIS_SIDE =
            EnumSet.of(HttpFault.UNEXPECTED, HttpFault.INDEX_UNAVAILABLE, HttpFault.MODEL_CODE);

    private final Faults all;
    private final FaultSource faults;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    public AnswerFaults(Faults faults) {
        this.all = faults;
        this.faults = faults.source();
    }

    /** Among which they stand. */
    public Faults of() {
        return all;
    }

    /** Whether anything fails: only then is it worth saying that something does not. */
    public boolean isAny() {
        return !failing.isEmpty();
    }

    /**
     * Keeps a failure, if it is this side's. The log has its stack trace, once.
     *
     * @param asked what was asked for, such as {@code GET /v1/status}
     */
    public void failed(String asked, Problem problem, Throwable thrown) {
        if (!OF_THIS_SIDE.contains(problem.kind())) {
            return;
        }
        if (failing.contains(asked)) {
            raise(asked, problem);
            return;
        }
        LOG.error("An answer failed: asked={}", asked, thrown);
        if (failing.size() < MOST) {
            failing.add(asked);
            raise(asked, problem);
        }
    }

    private void raise(String asked, Problem problem) {
        faults.raise(new Fault(problem.kind().code(), asked, problem.place() + ": " + problem.fault(), problem.mend()));
    }

    public void answered(String asked) {
        if (failing.remove(asked)) {
            faults.clear(asked);
        }
    }
}
