package io.tidemark.seam;

/** Whether who asks may wait: for a lock, a disk, another process. */
public enum Waiting {
    ALLOWED,
    /** What would have to is refused by a {@link WouldWaitException}. */
    REFUSED
}
