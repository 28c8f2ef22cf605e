package io.tidemark.manifest;

import io.tidemark.cut.Cut;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.List;
import java.util.TreeMap;

/**
 * The batch view of one aggregation as a manifest names it.
 *
 * @param fingerprint of the definition that made all of its files
 * @param since where its log began for us (PROTOCOL 26): the view answers for the records from here to the tidemark
 * @param tidemark one for all tiles: the files answer exactly the records below it
 * @param files with ranges that do not overlap; a tile in none of them holds nothing
 * @param gaps between {@code since} and the tidemark
 * @param run the run that wrote this entry; empty if none did
 */
public record AggregationView(
        String aggregation,
        String fingerprint,
        OffsetVector since,
        Tidemark tidemark,
        List<ViewFile> files,
        List<Gap> gaps,
        Horizon horizon,
        String run) {

    public AggregationView {
        files = List.copyOf(files);
        gaps = List.copyOf(gaps);
    }

    /** What is there before the first run, while nobody has seen the topic. */
    public static AggregationView empty(ViewId id) {
        return new AggregationView(
                id.name(), id.fingerprint(), OffsetVector.ZERO, Tidemark.START, List.of(), List.of(), Horizon.NONE, "");
    }

    public ViewId id() {
        return new ViewId(aggregation, fingerprint);
    }

    /** Whether a run has written it; otherwise it stands for what is there before the first. */
    public boolean isPublished() {
        return !run.isEmpty();
    }

    /** This view; or, if no run has written it yet, one that begins where the log did. */
    public AggregationView beginningAt(Since beginning) {
        if (isPublished() || beginning.offsets().equals(OffsetVector.ZERO)) {
            return this;
        }
        return new AggregationView(
                aggregation, fingerprint, beginning.offsets(), beginning.tidemark(), files, gaps, horizon, run);
    }

    /** The same records, seen from another moment. */
    public AggregationView at(Horizon later) {
        return new AggregationView(aggregation, fingerprint, since, tidemark, files, gaps, later, run);
    }

    /** Tiles that start before this are expired; {@link Long#MIN_VALUE}: none. */
    public long expiredBeforeMillis() {
        return horizon.expiredBeforeMillis();
    }

    /**
     * How far the view is as a time: each partition's log clock at the tidemark is at or past this, or the partition was
     * wholly read at a wall time past it. Never past the wall clock at which the run was planned. {@link LogClock#NONE} if
     * of some partition neither is known.
     */
    public long settledUntilMillis(Cut cut) {
        TreeMap<PartitionId, Long> known = new TreeMap<>(horizon.quietUntilMillis());
        tidemark.positions().forEach((partition, position) -> {
            if (position.offset() > since.at(partition)) {
                known.merge(partition, position.logClockMillis(), Math::max);
            }
        });
        return known.isEmpty() ? LogClock.NONE : cut.settledUntilMillis(known.values(), horizon.plannedMillis());
    }
}
