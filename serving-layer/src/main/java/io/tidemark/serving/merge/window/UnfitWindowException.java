package io.tidemark.serving.merge.window;

import io.tidemark.time.TimeRange;
import io.tidemark.time.UnfitSpanException;

/** A window that is made of whole tiles mostly, but not where there are data: its zone's clocks were moved by less. */
public final class UnfitWindowException extends RuntimeException {
    private final transient TimeRange span;

    UnfitWindowException(UnfitSpanException cause) {
        super(cause.getMessage(), cause);
        this.span = cause.span();
    }

    public TimeRange span() {
        return span;
    }
}
