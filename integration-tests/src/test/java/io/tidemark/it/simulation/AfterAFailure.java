package io.tidemark.it.simulation;

/** What is so once a reader's listener has failed. */
enum AfterAFailure {
    /** Nothing of it happened: the same is read again (PROTOCOL 28). */
    IT_HAS_NOT_HAPPENED,
    /** The reader had moved on before, and leaves it at that. */
    THE_POSITION_HAS_MOVED
}
