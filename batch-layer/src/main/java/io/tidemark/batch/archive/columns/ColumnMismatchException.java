package io.tidemark.batch.archive.columns;

/** The archive's columns cannot make the events of the definition. The definition's author must act. */
public final class ColumnMismatchException extends RuntimeException {
    public ColumnMismatchException(String message) {
        super(message);
    }
}
