package io.tidemark.serving.flip;

import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The records that an answer reflects: all below one offset in each partition, and which parts beyond are missing. A
 * partition that stands at its tidemark because its state is behind is not missing: nothing more is known of it yet.
 *
 * @param positions every partition of the topic, as far as they are known
 */
public record AsOf(SortedMap<Integer, Position> positions, List<MissingPart> missing) {
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
    public static AsOf of(Tidemark tidemark) {
        TreeMap<Integer, Position> positions = new TreeMap<>();
        tidemark.positions().keySet().forEach(p -> positions.put(p, at(tidemark, p)));
        return new AsOf(positions, List.of());
    }

    /** What the batch view and a realtime answer from its tidemark on say together. */
    public static AsOf of(Tidemark tidemark, Coverage coverage) {
        TreeMap<Integer, Position> positions = new TreeMap<>();
        for (int p : tidemark.positions().keySet()) {
            positions.put(p, at(tidemark, p));
        }
        for (int p = 0; p < coverage.partitionCount(); p++) {
            positions.putIfAbsent(p, NOWHERE);
        }
        for (var known : coverage.partitions().entrySet()) {
            if (known.getValue() instanceof Covered covered) {
                positions.put(known.getKey(), new Position(covered.asOf(), covered.logClockMillis()));
            } else {
                positions.putIfAbsent(known.getKey(), NOWHERE);
            }
        }
        return new AsOf(positions, missing(positions.keySet(), coverage));
    }

    private static List<MissingPart> missing(Set<Integer> partitions, Coverage coverage) {
        List<MissingPart> missing = new ArrayList<>();
        if (coverage.partitionCount() == 0) {
            missing.add(new MissingPart(OptionalInt.empty(), "the topic's partitions are not known yet"));
        }
        for (int p : partitions) {
            fault(coverage.partitions().get(p)).ifPresent(reason -> missing.add(MissingPart.of(p, reason)));
        }
        return missing;
    }

    private static Optional<String> fault(PartitionCoverage coverage) {
        if (coverage == null) {
            return Optional.of("no speed node that can be asked owns it");
        }
        return coverage instanceof Missing missing ? Optional.of(missing.reason()) : Optional.empty();
    }

    private static Position at(Tidemark tidemark, int partition) {
        return new Position(tidemark.offset(partition), tidemark.at(partition).logClockMillis());
    }

    public OffsetVector offsets() {
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        positions.forEach((partition, position) -> offsets.put(partition, position.offset()));
        return new OffsetVector(offsets);
    }

    public boolean isComplete() {
        return missing.isEmpty();
    }

    /** Why an answer as of here may not follow one as of {@code before}; empty if it may. */
    Optional<String> refusalAfter(AsOf before) {
        for (MissingPart part : missing) {
            if (before.missing.stream().noneMatch(old -> old.covers(part))) {
                return Optional.of((part.partition().isPresent()
                                ? "partition " + part.partition().getAsInt()
                                : "all partitions")
                        + " could not be answered from the new tidemark: " + part.reason());
            }
        }
        OffsetVector now = offsets();
        for (var then : before.offsets().offsets().entrySet()) {
            if (now.at(then.getKey()) < then.getValue()) {
                return Optional.of("partition " + then.getKey() + " would go back from offset " + then.getValue()
                        + " to " + now.at(then.getKey()));
            }
        }
        return Optional.empty();
    }
}
