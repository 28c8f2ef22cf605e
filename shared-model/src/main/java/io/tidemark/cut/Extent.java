package io.tidemark.cut;

/** The records of one piece of state: the offsets of its first and its last one. Between two there may be offsets without. */
public interface Extent {
    long firstRecord();

    long lastRecord();
}
