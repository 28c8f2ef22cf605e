/**
 * Keeps out what could not come back from the archive as it went in: a record class when it is defined ({@link
 * io.tidemark.event.check.RecordFaults}), an event that a format of a user's made ({@link
 * io.tidemark.event.check.StorableCheck}), the fields that one read ({@link io.tidemark.event.check.RawValuesCheck}), and each
 * value that a format of ours reads ({@link
 * io.tidemark.event.check.TextValues}). Knows {@code event} and {@code event.value}; read RecordFaults first.
 */
package io.tidemark.event.check;
