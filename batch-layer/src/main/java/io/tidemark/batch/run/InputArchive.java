package io.tidemark.batch.run;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.input.Source;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.time.TileSize;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the archive has of all the streams of an aggregation, each at its moment. Owned by one thread. */
final class InputArchive {
    private final AggregationDefinition<?> definition;
    private final SortedMap<String, StreamArchive> byTopic = new TreeMap<>();

    /** @param known by topic, those of the aggregation's streams among them */
    InputArchive(AggregationDefinition<?> definition, Map<String, StreamArchive> known) {
        this.definition = definition;
        definition.input().topics().forEach(topic -> byTopic.put(topic, known.get(topic)));
    }

    Set<String> topics() {
        return byTopic.keySet();
    }

    Collection<StreamArchive> streams() {
        return byTopic.values();
    }

    StreamArchive of(PartitionId partition) {
        return byTopic.get(partition.topic());
    }

    /** The view that a run goes on from: one that was never published begins where the logs did. */
    AggregationView view(Manifest base) {
        AggregationView view = base.viewOrEmpty(definition.id());
        for (StreamArchive stream : streams()) {
            view = stream.since().map(view::on).orElse(view);
        }
        return view;
    }

    /** The wall clock: no log was asked before it where it ends. */
    long plannedMillis() {
        return streams().stream()
                .mapToLong(stream -> stream.moment().plannedMillis())
                .min()
                .orElseThrow();
    }

    /** Those that something is archived of. */
    SortedSet<PartitionId> partitions() {
        TreeSet<PartitionId> partitions = new TreeSet<>();
        streams().forEach(stream -> partitions.addAll(stream.tails().keySet()));
        return partitions;
    }

    /** As {@link StreamArchive#chains}, of all streams. */
    SortedMap<PartitionId, List<ArchiveFile>> chains(Tidemark from) {
        TreeMap<PartitionId, List<ArchiveFile>> chains = new TreeMap<>();
        streams().forEach(stream -> chains.putAll(stream.chains(from)));
        return chains;
    }

    /** As {@link StreamArchive#requireLogOf}, of each stream. */
    void requireLogOf(Tidemark tidemark) {
        streams().forEach(stream -> stream.requireLogOf(tidemark));
    }

    /** As {@link StreamArchive#requireHistoryOf}, of each stream. */
    void requireHistoryOf(Tidemark tidemark) {
        streams().forEach(stream -> stream.requireHistoryOf(tidemark));
    }

    /** As {@link StreamArchive#requireAllBelow}, of each stream. */
    void requireAllBelow(Tidemark tidemark) {
        streams().forEach(stream -> stream.requireAllBelow(tidemark));
    }

    /** As {@link StreamArchive#requireKept}, of each stream. */
    void requireKept(long firstMillis) {
        for (Source<?, ?> source : definition.input().sources()) {
            byTopic.get(source.topic()).requireKept(source, firstMillis);
        }
    }

    /** As {@link StreamArchive#lost}, of any stream. */
    Optional<Fault> lost(AggregationView view) {
        return streams().stream().flatMap(stream -> stream.lost(view).stream()).findFirst();
    }

    LogPosition keptFrom(PartitionId partition, LogPosition from) {
        return of(partition).keptFrom(partition, from);
    }

    Optional<Gap> forgotten(PartitionId partition, long from) {
        return of(partition).forgotten(partition, from);
    }

    /** The latest log clock of a partition at a tidemark, in milliseconds; {@link LogClock#NONE} if none has one. */
    static long logClock(Tidemark tidemark) {
        return tidemark.positions().values().stream()
                .mapToLong(LogPosition::logClockMillis)
                .max()
                .orElse(LogClock.NONE);
    }

    /** Until when each partition was quiet: wholly read, so that all that was there then is below the tidemark. */
    SortedMap<PartitionId, Long> quietUntilMillis(AggregationView before, Tidemark tidemark, Cut cut) {
        TreeMap<PartitionId, Long> quiet = new TreeMap<>(before.horizon().quietUntilMillis());
        streams().forEach(stream -> stream.addQuietUntilMillis(tidemark, cut, quiet));
        return quiet;
    }

    /** Whether a tile that holds something ends between two times by which it is settled. */
    boolean isAnySettledBetween(AggregationView view, long beforeMillis, long nowMillis) {
        TileSize tile = definition.tile();
        if (nowMillis <= beforeMillis || tile.isAllTime()) {
            return false;
        }
        long lateness = definition.allowedLateness().toMillis();
        long first = beforeMillis == LogClock.NONE ? Long.MIN_VALUE : tile.startOf(beforeMillis - lateness);
        long end = tile.startOf(nowMillis - lateness);
        return first < end
                && definition.input().sources().stream()
                        .anyMatch(source -> source.keepsTime()
                                ? byTopic.get(source.topic()).isAnyBetween(first, end)
                                : isAnyIn(view, first, end));
    }

    /** Whether the view may have something in a range: of times that steps give, its files alone can tell. */
    private static boolean isAnyIn(AggregationView view, long firstMillis, long endMillis) {
        return view.content().sections().stream()
                .anyMatch(section -> section.rows() > 0 && section.tiles().overlaps(firstMillis, endMillis));
    }
}
