package io.tidemark.batch.storage.naming;

/** What became of an attempt to give a file its path. */
public enum Outcome {
    /** The file is at its path. That it was told so late, or was tried twice, makes no difference. */
    PUBLISHED,
    /** Another file was at the path. */
    LOST,
    /**
     * The answer did not come, and what is at the path cannot be told at present; ours may yet appear there. Who published
     * must look again, or fail and begin anew from what is there then: it is neither of the other two.
     */
    UNKNOWN
}
