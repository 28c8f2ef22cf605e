package io.tidemark.it.simulation;

/** Ends a process in the middle of what it does. An error, so that nothing takes it for a fault and goes on. */
final class ProcessKilled extends Error {
    private static final long serialVersionUID = 1;

    ProcessKilled() {
        super("the process was killed", null, false, false);
    }
}
