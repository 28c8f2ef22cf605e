package io.tidemark.serving.merge.answer;

import io.tidemark.manifest.AggregationView;
import io.tidemark.seam.Coverage;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an answer rests on: it equals the plain fold of exactly the records below {@code asOf}.
 *
 * @param manifest number of the manifest; 0 before the first
 * @param entry the batch view that answered left of its tidemark
 * @param coverage what the realtime view answered from the tidemark on; empty for an answer from batch alone
 * @param expired the part of the range asked for whose tiles are no longer kept
 * @param at when it was answered
 */
public record Proof(
        long manifest,
        Instant published,
        AggregationView entry,
        AsOf asOf,
        Optional<Coverage> coverage,
        Optional<TimeRange> expired,
        Instant at) {

    /** What is to be done about a range of the log whose records do not count. */
    public static final String MEND_OF_GAPS = "nothing brings them back, and every answer that spans them says so";

    /** Whether every record below {@code asOf} counts and none that could be known is missing. */
    public boolean isComplete() {
        return asOf.isComplete() && entry.gaps().isEmpty();
    }

    /** The same for who is to see rows alone, without why something is missing. */
    public Proof withoutReasons() {
        return asOf.isComplete()
                ? this
                : new Proof(manifest, published, entry, asOf.withoutReasons(), coverage, expired, at);
    }

    /** Why it is not complete, each with what is to be done; empty if it is. */
    public List<String> whyIncomplete() {
        return whyIncomplete(entry, asOf);
    }

    /** The same of any answer by a view that reaches so far. */
    public static List<String> whyIncomplete(AggregationView entry, AsOf asOf) {
        List<String> reasons = new ArrayList<>();
        asOf.missing()
                .forEach(part ->
                        reasons.add(part.partition().map(PartitionId::toString).orElseGet(part::place) + ": "
                                + part.reason() + "; " + part.mend()));
        entry.gaps()
                .forEach(gap -> reasons.add(
                        gap.partition() + ": lost from offset " + gap.offsets().first() + " to "
                                + gap.offsets().end() + ": " + gap.reason() + "; " + MEND_OF_GAPS));
        return reasons;
    }

    /** The greatest log clock that the answer reflects, or {@link LogClock#NONE}. */
    public long logClockMillis() {
        long greatest = LogClock.NONE;
        for (AsOf.Position position : asOf.positions().values()) {
            greatest = Math.max(greatest, position.logClockMillis());
        }
        return greatest;
    }
}
