package io.tidemark.it.simulation;

/** What a listener throws that is made to fail. Without a trace: it tells nothing more, and there are many. */
final class ListenerFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    ListenerFailed() {
        super("the listener fails", null, false, false);
    }
}
