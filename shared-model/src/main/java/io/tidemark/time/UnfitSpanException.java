package io.tidemark.time;

/** A span of a window that is not made of whole tiles, though others of that window may be. */
public final class UnfitSpanException extends IllegalArgumentException {
    private final transient TimeRange span;

    UnfitSpanException(TimeRange span, String message) {
        super(message);
        this.span = span;
    }

    public TimeRange span() {
        return span;
    }
}
