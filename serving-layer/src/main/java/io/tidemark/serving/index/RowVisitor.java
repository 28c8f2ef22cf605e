package io.tidemark.serving.index;

/** What takes rows of the batch view. */
@FunctionalInterface
public interface RowVisitor {
    /** Returns whether to go on. */
    boolean row(IndexRow row);
}
