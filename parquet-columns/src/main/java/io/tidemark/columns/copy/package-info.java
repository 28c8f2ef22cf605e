/**
 * Rows of files on their way into another file of the same columns, as they are stored: what they say is decoded by nobody, so
 * that a row is the same in both whatever it says, and whatever class it was written for. Knows {@code event}, {@code write} and
 * {@code read}. Read {@link io.tidemark.columns.copy.StoredRows} first.
 */
package io.tidemark.columns.copy;
