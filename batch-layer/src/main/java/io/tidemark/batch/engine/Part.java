package io.tidemark.batch.engine;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.input.Source;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.UsedFields;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;
import java.util.List;
import java.util.Map;

/**
 * One aggregation's part in a pass.
 *
 * @param offsets the records to fold, by partition; none of a partition that is absent
 * @param primedFrom where the records begin, by partition, that the definition's operator looks back at, before those to
 *     fold; it looks back at none of a partition that is absent
 * @param remembered what its operator remembers where those to fold begin, as a view before this one tells it
 * @param tiles only events whose tile starts in this range are folded
 * @param onto what becomes of the base's rows in that range
 * @param base the files of the view that this one is made from
 * @param expiredBeforeMillis tiles that start before this are left out of the new view
 */
public record Part<E>(
        AggregationDefinition<E> definition,
        Map<PartitionId, OffsetRange> offsets,
        Map<PartitionId, Long> primedFrom,
        Remembered remembered,
        TimeRange tiles,
        Onto onto,
        List<ViewFile> base,
        long expiredBeforeMillis) {
    private static final OffsetRange NOTHING = new OffsetRange(0, 0);

    /** What becomes of rows that the base already has in the range of tiles. */
    public enum Onto {
        /** The folded events are added to them. */
        ADDED,
        /** The folded events take their place. */
        REPLACED
    }

    public Part {
        offsets = Map.copyOf(offsets);
        primedFrom = Map.copyOf(primedFrom);
        base = List.copyOf(base);
    }

    /**
     * Whether it must be given whole partitions, each by one fold in the order of the log, and before the records to fold
     * those that its operator looks back at.
     */
    public boolean isInLogOrder() {
        return definition.operator().isPresent();
    }

    /** Whether its operator remembers anything from record to record, which the next run and the realtime view go on with. */
    public boolean remembers() {
        return definition
                .operator()
                .filter(operator -> !operator.lookBack().isZero())
                .isPresent();
    }

    /** The records to fold of a partition. */
    public OffsetRange offsets(PartitionId partition) {
        return offsets.getOrDefault(partition, NOTHING);
    }

    /** The first record of a partition that it is given, to fold or to look back at. */
    public long firstOf(PartitionId partition) {
        return primedFrom.getOrDefault(partition, offsets(partition).first());
    }

    /** The records of a file that it is given, to fold or to look back at; an empty range if there are none. */
    public OffsetRange offsetsIn(ArchiveFile file) {
        long first = Math.max(firstOf(file.partition()), file.offsets().first());
        long end = Math.min(offsets(file.partition()).end(), file.offsets().end());
        boolean isWanted = first < end && mayMatter(file) && isKnownFrom(file);
        return isWanted ? new OffsetRange(first, end) : NOTHING;
    }

    /** PROTOCOL 7: the range of tiles is chosen from what comes out of an operator, not from what goes in. */
    private boolean mayMatter(ArchiveFile file) {
        Source<?, E> source = definition.input().source(file.partition().topic());
        return isInLogOrder() || !source.keepsTime() || file.mayHoldEventsOf(source.stream(), tiles);
    }

    /** Whether a file tells what the definition reads; where it does not, the view has a gap that says so. */
    private boolean isKnownFrom(ArchiveFile file) {
        StreamDefinition<?> stream = definition.input().source(file.partition().topic()).stream();
        return file.unknown(stream, () -> UsedFields.orAll(definition, stream)).isEmpty();
    }

    public boolean folds(long tileMillis) {
        return tileMillis >= expiredBeforeMillis && tiles.contains(tileMillis);
    }

    /** Whether a row of the base goes on into the new view. */
    public boolean keeps(long tileMillis) {
        return tileMillis >= expiredBeforeMillis && !(onto == Onto.REPLACED && tiles.contains(tileMillis));
    }

    /** Whether no row of a slice of the base goes on. */
    public boolean keepsNothingOf(TimeRange slice) {
        return isExpired(slice)
                || (onto == Onto.REPLACED
                        && tiles.firstMillis() <= slice.firstMillis()
                        && slice.endMillis() <= tiles.endMillis());
    }

    /** Whether a slice of the base changes even if nothing is folded into it. */
    public boolean rewrites(TimeRange slice) {
        return onto == Onto.REPLACED && tiles.overlaps(slice.firstMillis(), slice.endMillis());
    }

    public boolean isExpired(TimeRange slice) {
        return slice.endMillis() <= expiredBeforeMillis;
    }
}
