package io.tidemark.serving.merge.question;

/** What a row's metrics are of. */
public enum Sums {
    /** Its own window. */
    OF_EACH,
    /** Its window and all before it that are asked about: windows that follow one another. */
    RUNNING
}
