package io.tidemark.examples.orders;

/**
 * What Debezium sends when a row changes: its envelope, as JSON without schema ({@code schemas.enable=false}).
 *
 * @param op what happened: c created, r read for the snapshot, u updated, d deleted
 * @param before the row as it was; null for c and r
 * @param after the row as it is; null for d
 * @param ts_ms when the connector handled the change
 */
public record OrderChange(String op, Order before, Order after, long ts_ms) {
    /** @throws IllegalArgumentException if the row as it was is missing: the record is quarantined with this reason */
    public OrderChange {
        boolean hasBefore = "u".equals(op) || "d".equals(op);
        if (hasBefore && before == null) {
            throw new IllegalArgumentException(
                    "op " + op + " without before: ALTER TABLE orders REPLICA IDENTITY FULL");
        }
    }
}
