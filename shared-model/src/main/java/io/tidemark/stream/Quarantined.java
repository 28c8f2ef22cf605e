package io.tidemark.stream;

import java.util.Arrays;
import java.util.Objects;

/**
 * A record that could not be used, kept with its reason.
 *
 * @param timestampMillis the record's own timestamp, which the log clock has taken in
 * @param aggregation the aggregation whose code threw, or empty when the record is not an event at all
 * @param raw the record's value as it came
 */
public record Quarantined(
        String stream,
        int partition,
        long offset,
        long timestampMillis,
        String aggregation,
        String reason,
        byte[] raw) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Quarantined that
                && stream.equals(that.stream)
                && partition == that.partition
                && offset == that.offset
                && timestampMillis == that.timestampMillis
                && aggregation.equals(that.aggregation)
                && reason.equals(that.reason)
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Objects.hash(stream, partition, offset, aggregation);
    }
}
