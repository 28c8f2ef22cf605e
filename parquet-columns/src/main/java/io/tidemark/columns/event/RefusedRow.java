package io.tidemark.columns.event;

/**
 * One row of a quarantine file.
 *
 * @param clockMillis the log clock once it has taken the record in
 * @param raw the record's value, or null if it had none
 */
public record RefusedRow(
        int partition, long offset, long timestampMillis, long clockMillis, String reason, byte[] raw) {}
