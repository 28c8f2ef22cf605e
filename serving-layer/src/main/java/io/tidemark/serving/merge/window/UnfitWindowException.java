package io.tidemark.serving.merge.window;

/** A window that is made of whole tiles mostly, but not where there are data: its zone's clocks were moved by less. */
public final class UnfitWindowException extends RuntimeException {
    UnfitWindowException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }
}
