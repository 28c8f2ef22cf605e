package io.tidemark.serving.merge;

/** Which view a row came from. */
public enum Origin {
    BATCH,
    REALTIME,
    BOTH
}
