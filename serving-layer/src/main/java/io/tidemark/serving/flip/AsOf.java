package io.tidemark.serving.flip;

import io.tidemark.cut.Cut;
import io.tidemark.cut.Standing;
import io.tidemark.manifest.AggregationView;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The records that an answer reflects: all below one offset in each partition, and which parts beyond are missing. A
 * partition that stands at its tidemark because its state is behind is not missing: nothing more is known of it yet.
 *
 * @param positions every partition of the log that is read, as far as they are known; of logs that ended before it, the view's
 *     entry tells
 */
public record AsOf(SortedMap<PartitionId, Position> positions, List<MissingPart> missing) {
    /** Where a partition stands that neither view has anything of. */
    private static final Position NOWHERE = new Position(LogPosition.ZERO.offset(), LogPosition.ZERO.logClockMillis());

    /**
     * @param offset all records below it
     * @param logClockMillis the log clock there
     */
    public record Position(long offset, long logClockMillis) {}

    public AsOf {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        missing = List.copyOf(missing);
    }

    /** What the batch view alone answers. */
    public static AsOf of(AggregationView entry) {
        Tidemark tidemark = entry.tidemark();
        TreeMap<PartitionId, Position> positions = new TreeMap<>();
        tidemark.positions().keySet().forEach(p -> positions.put(p, at(tidemark, p)));
        return new AsOf(positions, unread(entry));
    }

    /**
     * What the batch view and a realtime answer from its tidemark on say together.
     *
     * @param topics that the aggregation reads
     */
    public static AsOf of(AggregationView entry, Collection<String> topics, Coverage coverage) {
        Tidemark tidemark = entry.tidemark();
        TreeMap<PartitionId, Position> positions = new TreeMap<>();
        for (PartitionId p : tidemark.positions().keySet()) {
            positions.put(p, at(tidemark, p));
        }
        coverage.partitionCounts().forEach((log, count) -> {
            // PROTOCOL 23: a log of the same name whose offsets are others has no place beside the tidemark's.
            if (tidemark.namesake(log).isEmpty()) {
                for (int p = 0; p < count; p++) {
                    positions.putIfAbsent(new PartitionId(log, p), NOWHERE);
                }
            }
        });
        coverage.partitions().forEach((partition, known) -> {
            if (known instanceof Covered covered) {
                positions.put(partition, new Position(covered.asOf(), covered.logClockMillis()));
            } else if (!positions.containsKey(partition)
                    && tidemark.namesake(partition.log()).isEmpty()) {
                positions.put(partition, NOWHERE);
            }
        });
        List<MissingPart> missing = new ArrayList<>(missing(positions.keySet(), topics, coverage));
        missing.addAll(unread(entry));
        return new AsOf(positions, missing);
    }

    /** Of a log that has ended there is what the batch view has. */
    private static List<MissingPart> unread(AggregationView entry) {
        List<MissingPart> unread = new ArrayList<>();
        entry.ended().forEach((partition, ended) -> {
            if (!ended.isWhole()) {
                unread.add(MissingPart.unread(partition, ended));
            }
        });
        return unread;
    }

    private static List<MissingPart> missing(
            Set<PartitionId> partitions, Collection<String> topics, Coverage coverage) {
        List<MissingPart> missing = new ArrayList<>();
        if (coverage.partitionCounts().isEmpty()) {
            missing.add(MissingPart.unknown());
        } else {
            coverage.untold(topics).forEach(topic -> missing.add(MissingPart.unknown(topic)));
        }
        for (PartitionId p : partitions) {
            fault(p, coverage).ifPresent(missing::add);
        }
        return missing;
    }

    private static Optional<MissingPart> fault(PartitionId partition, Coverage coverage) {
        PartitionCoverage known = coverage.partitions().get(partition);
        if (known instanceof Missing missing) {
            return Optional.of(MissingPart.unanswered(partition, missing.reason()));
        }
        return known == null
                ? Optional.of(MissingPart.unowned(partition, unowned(partition, coverage)))
                : Optional.empty();
    }

    private static String unowned(PartitionId partition, Coverage coverage) {
        for (LogId log : coverage.partitionCounts().keySet()) {
            if (log.isNamesakeOf(partition.log())) {
                return "the tidemark is of the log with " + partition.log().describe() + ", and what is read has "
                        + log.describe();
            }
        }
        return "no speed node that can be asked owns it";
    }

    private static Position at(Tidemark tidemark, PartitionId partition) {
        return new Position(tidemark.offset(partition), tidemark.at(partition).logClockMillis());
    }

    public OffsetVector offsets() {
        TreeMap<PartitionId, Long> offsets = new TreeMap<>();
        positions.forEach((partition, position) -> offsets.put(partition, position.offset()));
        return new OffsetVector(offsets);
    }

    /** The same for who is to see rows alone, without why something is missing. */
    public AsOf withoutReasons() {
        return isComplete()
                ? this
                : new AsOf(
                        positions,
                        missing.stream().map(MissingPart::withoutReason).toList());
    }

    public boolean isComplete() {
        return missing.isEmpty();
    }

    /**
     * Why an answer as of here may not follow one as of {@code before}; empty if it may.
     *
     * @param ended partitions of logs that somebody has said are no more: what realtime views had of them beyond the archive is
     *     lost, and not to be waited for
     */
    Optional<String> refusalAfter(AsOf before, Set<PartitionId> ended, Cut cut) {
        for (MissingPart part : missing) {
            boolean wasMissing = before.missing.stream().anyMatch(old -> old.covers(part));
            if (!cut.mayFollow(new Standing(0, wasMissing), new Standing(0, true))) {
                return Optional.of(part.place() + " could not be answered from the new tidemark: " + part.reason());
            }
        }
        OffsetVector now = offsets();
        for (var then : before.offsets().offsets().entrySet()) {
            Standing after = new Standing(now.at(then.getKey()), false);
            if (!ended.contains(then.getKey()) && !cut.mayFollow(new Standing(then.getValue(), false), after)) {
                return Optional.of("partition " + then.getKey() + " would go back from offset " + then.getValue()
                        + " to " + now.at(then.getKey()));
            }
        }
        return Optional.empty();
    }
}
