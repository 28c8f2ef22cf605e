package io.tidemark.serving.merge.answer;

/** Which view a row came from. */
public enum Origin {
    BATCH,
    REALTIME,
    BOTH
}
