package io.tidemark.speed.store;

/** A store that numbers its changes, so that after it was opened anew one can tell whether any of them is lost. */
public interface NumberedStateStore extends StateStore {
    /** The number of the newest change there is. What is written later has higher ones. */
    long newest();
}
