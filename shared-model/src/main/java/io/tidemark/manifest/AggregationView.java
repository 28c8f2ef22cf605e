package io.tidemark.manifest;

import io.tidemark.tidemark.Tidemark;
import java.util.List;

/**
 * The batch view of one aggregation as a manifest names it.
 *
 * @param fingerprint of the definition that made all of its files
 * @param tidemark one for all tiles: the files answer exactly the records below it
 * @param files with ranges that do not overlap; a tile in none of them holds nothing
 * @param gaps below the tidemark
 * @param expiredBeforeMillis tiles that start before this are expired; {@link Long#MIN_VALUE}: none
 * @param run the run that wrote this entry
 */
public record AggregationView(
        String aggregation,
        String fingerprint,
        Tidemark tidemark,
        List<ViewFile> files,
        List<Gap> gaps,
        long expiredBeforeMillis,
        String run) {

    public AggregationView {
        files = List.copyOf(files);
        gaps = List.copyOf(gaps);
    }

    /** What is there before the first run. */
    public static AggregationView empty(String aggregation, String fingerprint) {
        return new AggregationView(aggregation, fingerprint, Tidemark.START, List.of(), List.of(), Long.MIN_VALUE, "");
    }
}
