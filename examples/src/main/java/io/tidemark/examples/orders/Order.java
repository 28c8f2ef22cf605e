package io.tidemark.examples.orders;

import java.time.Instant;

/** A row of the table {@code orders}, with the columns that are needed. */
public record Order(long id, Instant placed, String customer, long cents) {
    /**
     * @throws IllegalArgumentException if a column is missing, as the old ones are that PostgreSQL does not log: the record is
     *     quarantined with this reason
     */
    public Order {
        if (placed == null || customer == null) {
            throw new IllegalArgumentException(
                    "an order without all columns: ALTER TABLE orders REPLICA IDENTITY FULL");
        }
    }
}
