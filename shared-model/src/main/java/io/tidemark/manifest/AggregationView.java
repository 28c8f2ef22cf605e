package io.tidemark.manifest;

import io.tidemark.cut.Cut;
import io.tidemark.tidemark.EndedLog;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The batch view of one aggregation as a manifest names it.
 *
 * @param fingerprint of the definition that made all of its files
 * @param since where its logs began for us (PROTOCOL 26): the view answers for the records from here to the tidemark
 * @param tidemark one for all tiles: the files answer exactly the records below it, and those of {@code ended}
 * @param ended partitions of logs that were read before this one and are read no more; of those there is no realtime view
 * @param content its files, with ranges that do not overlap; a tile in none of them holds nothing
 * @param remembered what the definition's operator remembers at the tidemark
 * @param gaps between {@code since} and the tidemark
 * @param run the run that wrote this entry; empty if none did
 */
public record AggregationView(
        String aggregation,
        String fingerprint,
        OffsetVector since,
        Tidemark tidemark,
        SortedMap<PartitionId, Ended> ended,
        ViewFiles content,
        Remembered remembered,
        List<Gap> gaps,
        Horizon horizon,
        String run) {

    public AggregationView {
        ended = Collections.unmodifiableSortedMap(new TreeMap<>(ended));
        gaps = List.copyOf(gaps);
    }

    /** Of one log alone, whose files the manifest names itself, and without an operator. */
    public AggregationView(
            String aggregation,
            String fingerprint,
            OffsetVector since,
            Tidemark tidemark,
            List<ViewFile> files,
            List<Gap> gaps,
            Horizon horizon,
            String run) {
        this(
                aggregation,
                fingerprint,
                since,
                tidemark,
                Collections.emptySortedMap(),
                ViewFiles.named(files),
                Remembered.NOTHING,
                gaps,
                horizon,
                run);
    }

    /**
     * All of its files.
     *
     * @throws io.tidemark.fault.FaultException if a list that names some of them cannot be read
     */
    public List<ViewFile> files() {
        return content.all();
    }

    /** The same view, its files named in another way. */
    public AggregationView naming(ViewFiles same) {
        return new AggregationView(
                aggregation, fingerprint, since, tidemark, ended, same, remembered, gaps, horizon, run);
    }

    /** The same view, of which an operator remembers this at its tidemark. */
    public AggregationView remembering(Remembered other) {
        return new AggregationView(
                aggregation, fingerprint, since, tidemark, ended, content, other, gaps, horizon, run);
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

    /**
     * This view as it stands to a log that is read by now, which is one of those that it is made of: one that has nothing of the
     * log yet begins where the log did, and one of a log that has ended since has all of it behind it, and nothing yet of the log
     * in its place.
     */
    public AggregationView on(Since log) {
        if (log.ended().isEmpty()) {
            return begun(log);
        }
        TreeMap<PartitionId, Ended> former = new TreeMap<>(ended);
        log.ended().forEach(one -> one.ends().forEach((number, end) -> {
            PartitionId partition = new PartitionId(one.log(), number);
            former.put(partition, new Ended(one.starts().getOrDefault(number, 0L), reached(partition, one), end));
        }));
        TreeMap<PartitionId, LogPosition> live = new TreeMap<>(tidemark.positions());
        live.keySet().removeAll(former.keySet());
        TreeMap<PartitionId, Long> quiet = new TreeMap<>(horizon.quietUntilMillis());
        quiet.keySet().removeAll(former.keySet());
        Horizon now = new Horizon(horizon.plannedMillis(), horizon.expiredBeforeMillis(), quiet);
        TreeMap<PartitionId, Long> starts = new TreeMap<>(since.offsets());
        starts.keySet().removeAll(former.keySet());
        return with(new OffsetVector(starts), new Tidemark(live), former, now).begun(log);
    }

    /** The same, begun where a log did that it has nothing of. */
    private AggregationView begun(Since log) {
        boolean isAsItWas = log.offsets().equals(OffsetVector.ZERO)
                || tidemark.positions().keySet().stream()
                        .anyMatch(partition -> partition.topic().equals(log.topic()));
        if (isAsItWas) {
            return this;
        }
        TreeMap<PartitionId, Long> starts = new TreeMap<>(since.offsets());
        starts.putAll(log.offsets().offsets());
        TreeMap<PartitionId, LogPosition> positions = new TreeMap<>(tidemark.positions());
        positions.putAll(log.tidemark().positions());
        return with(new OffsetVector(starts), new Tidemark(positions), ended, horizon);
    }

    private LogPosition reached(PartitionId partition, EndedLog log) {
        LogPosition held = positions().get(partition);
        // A partition that stands where its log did has no position (PROTOCOL 26).
        return held == null ? log.start(partition.partition()) : held;
    }

    /** Up to where the files answer, of all logs. */
    public SortedMap<PartitionId, LogPosition> positions() {
        TreeMap<PartitionId, LogPosition> all = new TreeMap<>(tidemark.positions());
        ended.forEach((partition, former) -> all.put(partition, former.at()));
        return all;
    }

    /** Where the same stands that was moved on to other positions, of all logs. */
    public AggregationView movedTo(Map<PartitionId, LogPosition> positions) {
        TreeMap<PartitionId, LogPosition> live = new TreeMap<>(positions);
        TreeMap<PartitionId, Ended> former = new TreeMap<>(ended);
        former.replaceAll((partition, known) -> {
            live.remove(partition);
            return new Ended(known.since(), positions.getOrDefault(partition, known.at()), known.end());
        });
        return with(since, new Tidemark(live), former, horizon);
    }

    private AggregationView with(OffsetVector from, Tidemark until, SortedMap<PartitionId, Ended> former, Horizon now) {
        return new AggregationView(aggregation, fingerprint, from, until, former, content, remembered, gaps, now, run);
    }

    /** The same records, seen from another moment. */
    public AggregationView at(Horizon later) {
        return with(since, tidemark, ended, later);
    }

    /** Tiles that start before this are expired; {@link Long#MIN_VALUE}: none. */
    public long expiredBeforeMillis() {
        return horizon.expiredBeforeMillis();
    }

    /**
     * How far the view is as a time: each partition's log clock at the tidemark is at or past this, or the partition was
     * wholly read at a wall time past it. Never past the wall clock at which the run was planned. {@link LogClock#NONE} if
     * of some partition neither is known, or of a topic no partition is.
     *
     * @param topics that it is made of
     */
    public long settledUntilMillis(Collection<String> topics, Cut cut) {
        TreeMap<PartitionId, Long> known = new TreeMap<>(horizon.quietUntilMillis());
        tidemark.positions().forEach((partition, position) -> {
            if (position.offset() > since.at(partition)) {
                known.merge(partition, position.logClockMillis(), Math::max);
            }
        });
        return topics.stream().allMatch(topic -> isAnyOf(topic, known.keySet()))
                ? cut.settledUntilMillis(known.values(), horizon.plannedMillis())
                : LogClock.NONE;
    }

    private static boolean isAnyOf(String topic, Set<PartitionId> partitions) {
        return partitions.stream().anyMatch(partition -> partition.topic().equals(topic));
    }
}
