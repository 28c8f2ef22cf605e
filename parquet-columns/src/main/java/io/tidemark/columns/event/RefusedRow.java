package io.tidemark.columns.event;

import io.tidemark.event.head.RecordHead;

/**
 * One row of a quarantine file.
 *
 * @param clockMillis the log clock once it has taken the record in
 * @param raw the record's value, or null if it had none
 * @param head what was kept of the record's key and headers
 */
public record RefusedRow(
        int partition,
        long offset,
        long timestampMillis,
        long clockMillis,
        String reason,
        byte[] raw,
        RecordHead head) {
    /** Without what stood beside its value. */
    public RefusedRow(int partition, long offset, long timestampMillis, long clockMillis, String reason, byte[] raw) {
        this(partition, offset, timestampMillis, clockMillis, reason, raw, RecordHead.NONE);
    }
}
