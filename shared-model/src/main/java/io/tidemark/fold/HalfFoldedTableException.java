package io.tidemark.fold;

/**
 * A table failed, such as by the store behind it, when some of what comes of an event was in and some not. The table is in
 * doubt, and is to be thrown away; no record is to blame, and no code of the user's.
 */
public final class HalfFoldedTableException extends RuntimeException {
    public HalfFoldedTableException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
