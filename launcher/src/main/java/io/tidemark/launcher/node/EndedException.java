package io.tidemark.launcher.node;

/** Told to end before the start was over. Nobody is at fault, so there is nothing to say to anybody. */
public final class EndedException extends RuntimeException {
    EndedException() {
        super("it was told to end while it started");
    }
}
