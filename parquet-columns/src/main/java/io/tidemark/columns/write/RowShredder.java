package io.tidemark.columns.write;

/** Writes one value, or its absence, or several, to each column of a file. Owned by one file's thread. */
@FunctionalInterface
public interface RowShredder<T> {
    void write(T row);
}
