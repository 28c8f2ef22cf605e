package io.tidemark.columns.event;

/** {@code TM-ARC-003} and {@code 004}: the archive's columns cannot make the events of the definition. The definition's author must act. */
public final class ColumnMismatchException extends RuntimeException {
    public ColumnMismatchException(String message) {
        super(message);
    }
}
