package io.tidemark.batch.run;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.log.LogMismatchException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.time.TileSize;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the archive has of one stream at one moment. */
record StreamArchive(
        String topic, Moment moment, Optional<Since> since, SortedMap<PartitionId, List<ArchiveFile>> chains) {
    static StreamArchive of(Archive archive, String topic, Moment moment) {
        SortedMap<PartitionId, List<ArchiveFile>> chains = new TreeMap<>();
        NavigableSet<PartitionId> partitions = archive.partitions(topic);
        // Whoever archived something has written before where its log began.
        Optional<Since> since = archive.since(topic);
        for (PartitionId partition : partitions) {
            long end = since.map(known -> end(known, partition)).orElse(Long.MAX_VALUE);
            List<ArchiveFile> chain = archive.chain(partition).stream()
                    .filter(file -> file.offsets().end() <= end)
                    .toList();
            if (!chain.isEmpty()) {
                chains.put(partition, chain);
            }
        }
        return new StreamArchive(topic, moment, since, chains);
    }

    /** A writer that has not heard that its log has ended may have gone on: that is of no view. */
    private static long end(Since since, PartitionId partition) {
        return since.ended(partition.log())
                .map(log -> log.ends().getOrDefault(partition.partition(), 0L))
                .orElse(Long.MAX_VALUE);
    }

    private boolean isEnded(PartitionId partition) {
        return since.flatMap(known -> known.ended(partition.log())).isPresent();
    }

    private long began(PartitionId partition) {
        return since.map(known -> known.ended(partition.log())
                        .map(former -> former.start(partition.partition()))
                        .orElseGet(() -> known.at(partition.partition()))
                        .offset())
                .orElse(0L);
    }

    List<ArchiveFile> files() {
        return chains.values().stream().flatMap(List::stream).toList();
    }

    /** The view that a run of a definition goes on from: one that was never published begins where the log did. */
    AggregationView view(Manifest base, AggregationDefinition<?> definition) {
        AggregationView view = base.viewOrEmpty(definition.id());
        return since.map(view::on).orElse(view);
    }

    /** Says so unless all of it, and a view's tidemark, were read from one log, but for logs that have ended (PROTOCOL 23). */
    void requireLogOf(Tidemark tidemark) {
        Optional<PartitionId> first = Optional.empty();
        for (PartitionId partition : chains.keySet()) {
            if (isEnded(partition)) {
                continue;
            }
            LogId log = partition.log();
            tidemark.namesake(log).ifPresent(held -> {
                throw otherLog(log, held, "the tidemark");
            });
            if (first.isPresent() && !first.get().log().equals(log)) {
                throw otherLog(log, first.get().log(), "the archive of " + first.get());
            }
            first = Optional.of(first.orElse(partition));
        }
    }

    private static LogMismatchException otherLog(LogId archived, LogId held, String holder) {
        return LogMismatchException.otherLog("TM-RUN-004", archived, held, holder);
    }

    /** Says so unless its files and a view's tidemark are of one history of the log: no offset may stand for two records. */
    void requireHistoryOf(Tidemark tidemark) {
        chains.forEach((partition, chain) -> {
            LogPosition held = tidemark.at(partition);
            for (ArchiveFile file : chain) {
                if (!file.end().mayShareHistoryWith(held)) {
                    throw LogMismatchException.rewritten(
                            "TM-RUN-013",
                            partition,
                            file.end(),
                            "the archive file " + file.path(),
                            held,
                            "the tidemark");
                }
            }
        });
    }

    /** Says so if records below a tidemark are no longer in the archive. */
    void requireAllBelow(Tidemark tidemark) {
        tidemark.positions().forEach((partition, position) -> {
            List<ArchiveFile> chain = chains.getOrDefault(partition, List.of());
            // Nothing may have come since the log began for us (PROTOCOL 26).
            long end = chain.isEmpty()
                    ? began(partition)
                    : chain.get(chain.size() - 1).offsets().end();
            if (end < position.offset()) {
                throw new RunRefusedException(
                        "TM-RUN-003",
                        "archive of " + partition,
                        "ends at offset " + end + ", below the tidemark at " + position.offset()
                                + ", so a recompute would lose what is between",
                        "put the archive's files back");
            }
        });
    }

    /** What is wrong if records that a view was made of are a gap in the archive by now. */
    Optional<Fault> lost(AggregationView view) {
        return files().stream()
                .filter(file -> file.isGap() && isMissed(file, view))
                .map(file -> new Fault(
                        "TM-RUN-003",
                        "archive of " + file.partition(),
                        "has lost the records " + file.offsets().first() + " to "
                                + (file.offsets().end() - 1) + ", of which the view was made (" + file.gapReason()
                                + "), so a recompute would lose them too",
                        "put the archive's files back, " + file.path() + " in the place of the gap of that name"))
                .findFirst();
    }

    private static boolean isMissed(ArchiveFile gap, AggregationView view) {
        return gap.offsets().first() < new Tidemark(view.positions()).offset(gap.partition())
                && view.gaps().stream()
                        .noneMatch(known -> known.partition().equals(gap.partition())
                                && known.offsets().equals(gap.offsets()));
    }

    /** The latest log clock of a partition at a tidemark, in milliseconds; {@link LogClock#NONE} if none has one. */
    long logClock(Tidemark tidemark) {
        return tidemark.positions().values().stream()
                .mapToLong(LogPosition::logClockMillis)
                .max()
                .orElse(LogClock.NONE);
    }

    /** Until when each partition was quiet: wholly read, so that all that was there then is below the tidemark. */
    SortedMap<PartitionId, Long> quietUntilMillis(AggregationView before, Tidemark tidemark, Cut cut) {
        TreeMap<PartitionId, Long> quiet = new TreeMap<>(before.horizon().quietUntilMillis());
        moment.ends().forEach((partition, end) -> {
            long known = quiet.getOrDefault(partition, LogClock.NONE);
            quiet.put(partition, cut.quietUntilMillis(known, tidemark.offset(partition), end, moment.plannedMillis()));
        });
        return quiet;
    }

    /** Whether a tile that holds something ends between two times by which it is settled. */
    boolean isAnySettledBetween(AggregationDefinition<?> definition, long beforeMillis, long nowMillis) {
        TileSize tile = definition.tile();
        if (nowMillis <= beforeMillis || tile.isAllTime()) {
            return false;
        }
        long lateness = definition.allowedLateness().toMillis();
        long first = beforeMillis == LogClock.NONE ? Long.MIN_VALUE : tile.startOf(beforeMillis - lateness);
        long end = tile.startOf(nowMillis - lateness);
        return first < end
                && files().stream()
                        .anyMatch(file -> file.rows() > 0 && file.eventTimes().overlaps(first, end));
    }
}
