package io.tidemark.fault;

/**
 * One who tells of faults, at most one for each place, and takes back what it told and nobody else's. Made by
 * {@link Faults#source}; not to be shared by two loops; closed by who may end before its process does. Safe for use by many
 * threads.
 */
public final class FaultSource implements AutoCloseable {
    private final Faults faults;

    FaultSource(Faults faults) {
        this.faults = faults;
    }

    /** A fault comes up, or the one that was told of its place becomes another. */
    public void raise(Fault fault) {
        faults.raise(this, fault);
    }

    /** What was told of a place is over. */
    public void clear(String place) {
        faults.clear(this, place);
    }

    /** Takes back all that was told: nobody is left who could find it mended. */
    @Override
    public void close() {
        faults.clearAll(this);
    }
}
