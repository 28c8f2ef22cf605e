package io.tidemark.serving.http.problem;

import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.Problem;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.serving.flip.ManifestUnavailableException;
import io.tidemark.serving.index.IndexException;
import io.tidemark.serving.index.RangeAwayException;
import io.tidemark.serving.merge.answer.OlderAnswerException;
import io.tidemark.serving.merge.question.LeastAsOf.Shortfall;
import java.util.concurrent.RejectedExecutionException;

/** What is thrown while the serving layer answers. */
public final class ServingFailures {
    private ServingFailures() {}

    /** Is {@link io.tidemark.http.problem.Failures}. */
    public static Problem of(Throwable thrown, String asked) {
        if (thrown instanceof ManifestUnavailableException) {
            return new Problem(
                    HttpFault.MANIFEST_UNAVAILABLE,
                    "parameter \"manifest\"",
                    thrown.getMessage(),
                    "ask as of a later one, or leave it out");
        }
        if (thrown instanceof OlderAnswerException older) {
            return older(older.shortfall());
        }
        if (thrown instanceof IndexException index) {
            return new Problem(
                    HttpFault.INDEX_UNAVAILABLE,
                    // Not where on the disk it is: whoever may only read is told this too.
                    "index",
                    index.fault().fault(),
                    index.fault().mend());
        }
        if (thrown instanceof RangeAwayException away) {
            return new Problem(
                    HttpFault.RANGE_AWAY,
                    away.place(),
                    away.getMessage(),
                    "ask again, or ask for groups of other ranges; the status says which node it is");
        }
        if (thrown instanceof RealtimeUnavailableException) {
            return new Problem(HttpFault.REALTIME_UNAVAILABLE, "speed node", thrown.getMessage(), "ask again");
        }
        if (thrown instanceof RejectedExecutionException) {
            return new Problem(
                    HttpFault.BUSY, "server", "too many earlier manifests are being loaded", "try again in a second");
        }
        return Problem.of(thrown, asked);
    }

    private static Problem older(Shortfall shortfall) {
        return switch (shortfall.kind()) {
            case BEHIND ->
                new Problem(
                        HttpFault.OLDER,
                        shortfall.place(),
                        shortfall.fault(),
                        "ask again, wait longer with waitFor, or leave minAsOf out and take an older answer");
            case UNKNOWN_PARTITION ->
                new Problem(
                        HttpFault.OTHER_AS_OF,
                        shortfall.place(),
                        shortfall.fault(),
                        "leave that partition out; one that was just added is heard of within seconds");
            case OTHER_LOG, BEGUN_ANEW ->
                new Problem(
                        HttpFault.OTHER_AS_OF,
                        shortfall.place(),
                        shortfall.fault(),
                        "forget it and ask without: what was seen with it is not counted here");
            case BEYOND ->
                new Problem(
                        HttpFault.OTHER_AS_OF,
                        shortfall.place(),
                        shortfall.fault(),
                        "give what an answer was as of, or a record's offset and one");
        };
    }
}
