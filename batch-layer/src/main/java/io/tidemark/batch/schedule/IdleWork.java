package io.tidemark.batch.schedule;

import io.tidemark.fault.Fault;
import java.util.List;

/** What is done while no run is under way or due. Owned by the scheduler's thread, but for {@link #faults}. */
public interface IdleWork {
    /** There is none. */
    IdleWork NONE = new IdleWork() {
        @Override
        public void begin() {}

        @Override
        public boolean step() {
            return false;
        }

        @Override
        public void finish() {}

        @Override
        public List<Fault> faults() {
            return List.of();
        }
    };

    /** A run has published: there may be something to do. */
    void begin();

    /**
     * Does some of it, for no longer than a run may wait. What storage does not let it do is told by {@link #faults}.
     *
     * @return whether there is more to do
     * @throws InterruptedException if the thread was interrupted
     */
    boolean step() throws InterruptedException;

    /** A run begins: what is done so far is made good, and the rest is left to the next time. */
    void finish();

    /** What kept it from doing its work when it was last done. May be called by any thread. */
    List<Fault> faults();
}
