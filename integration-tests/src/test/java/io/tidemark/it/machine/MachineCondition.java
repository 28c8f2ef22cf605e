package io.tidemark.it.machine;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Decides once for the whole JVM whether the suite {@code machine} runs, and says so if it does not. */
final class MachineCondition implements ExecutionCondition {
    private static final String SETTING = "machine";
    private static final String WHAT = "a full disk, a read-only one, one without hard links, a clock that was ahead,"
            + " a broker behind a network that swallows everything";

    private static Optional<String> hindrance;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> why = hindrance();
        if (why.isEmpty()) {
            return ConditionEvaluationResult.enabled("root on Debian");
        }
        requireIfAsked(why.get());
        return ConditionEvaluationResult.disabled(why.get());
    }

    /** Leaves a test out, for a reason that it found when it ran. */
    static void leaveOut(String why) {
        requireIfAsked(why);
        throw new TestAbortedException(why);
    }

    private static void requireIfAsked(String hindrance) {
        if ("required".equals(System.getProperty(SETTING))) {
            throw new IllegalStateException("suite machine: is required, but " + hindrance);
        }
    }

    private static synchronized Optional<String> hindrance() {
        if (hindrance == null) {
            hindrance = Machine.prepare();
            hindrance.ifPresent(why -> System.out.println(
                    "suite machine: left out, since " + why + "; it tries " + WHAT + "; .ci/run always runs it"));
        }
        return hindrance;
    }
}
