package io.tidemark.serving.merge.answer;

import io.tidemark.seam.NotYetException;
import io.tidemark.serving.merge.question.LeastAsOf.Shortfall;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The answer would be older than who asks wants it at least. */
public final class OlderAnswerException extends NotYetException {
    private final transient Shortfall shortfall;
    private final Duration waitFor;
    private final transient Function<Duration, CompletableFuture<?>> coming;

    public OlderAnswerException(
            Shortfall shortfall, Duration waitFor, Function<Duration, CompletableFuture<?>> coming) {
        super(shortfall.place() + ": " + shortfall.fault());
        this.shortfall = shortfall;
        this.waitFor = waitFor;
        this.coming = coming;
    }

    public Shortfall shortfall() {
        return shortfall;
    }

    @Override
    public Duration patience() {
        return shortfall.mayPass() ? waitFor : Duration.ZERO;
    }

    @Override
    public CompletableFuture<?> coming(Duration within) {
        return coming.apply(within);
    }
}
