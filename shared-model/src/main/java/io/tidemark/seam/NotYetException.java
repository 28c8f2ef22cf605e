package io.tidemark.seam;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What is asked for is not there yet, and may come soon: whoever asks may wait without a thread, and try again. Carries no
 * stack trace: nothing is wrong.
 */
public abstract class NotYetException extends RuntimeException {
    protected NotYetException(String message) {
        super(message, null, false, false);
    }

    /** For how long, from when it was asked, it is to be tried again. */
    public abstract Duration patience();

    /** Completes when it is worth trying again, at the latest when so much time has gone by. */
    public abstract CompletableFuture<?> coming(Duration within);
}
