package io.tidemark.spark.driver;

import io.tidemark.fault.FaultException;
import io.tidemark.spark.Word;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is said of a failure: one of our own with all that it has, and Spark's in Spark's own words. */
final class Verdict {
    private static final int LONGEST = 1_000;
    /** Of what it says of a failed job: after this come the driver's own calls. */
    private static final Pattern STACK = Pattern.compile("\\R\\s*(?:at |Driver stacktrace:)");

    /** What is no fault of anybody who could mend it in Tidemark or in Spark: the cluster is not there at present. */
    private static final Pattern AWAY =
            Pattern.compile("All masters are unresponsive|Connection refused|Failed to connect|ConnectException");

    private Verdict() {}

    /** Of an application that could not be put onto the cluster. */
    static Word ofStart(Throwable refused) {
        String reason = reason(refused);
        return new Word.Failed(reason, "", AWAY.matcher(reason).find());
    }

    /** @param link of the log of the executor that failed last; empty: none is known */
    static Word of(Throwable failure, String link) {
        if (failure instanceof FaultException own) {
            return new Word.Faulty(own.fault(), own.passesByItself());
        }
        Optional<TaskFault> ours = TaskFault.in(failure);
        return ours.isPresent()
                ? new Word.Faulty(ours.get().fault(), ours.get().passesByItself())
                : new Word.Failed(reason(failure), link, false);
    }

    /** The first lines, which say it, without the places in Spark's code. */
    private static String reason(Throwable failure) {
        String text = String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
        String said = STACK.split(text, 2)[0].strip();
        return said.substring(0, Math.min(LONGEST, said.length()));
    }
}
