package io.tidemark.batch.engine.order;

import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Part.Onto;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;
import java.util.List;
import java.util.Map;

/**
 * A {@link Part} whose definition is named, not held.
 *
 * @param view the aggregation and the fingerprint of the definition that the run planned with
 */
public record OrderedPart(
        ViewId view,
        Map<PartitionId, OffsetRange> offsets,
        Map<PartitionId, Long> primedFrom,
        Remembered remembered,
        TimeRange tiles,
        Onto onto,
        List<ViewFile> base,
        long expiredBeforeMillis) {
    public OrderedPart {
        offsets = Map.copyOf(offsets);
        primedFrom = Map.copyOf(primedFrom);
        base = List.copyOf(base);
    }

    public static OrderedPart of(Part<?> part) {
        return new OrderedPart(
                part.definition().id(),
                part.offsets(),
                part.primedFrom(),
                part.remembered(),
                part.tiles(),
                part.onto(),
                part.base(),
                part.expiredBeforeMillis());
    }

    <E> Part<E> with(AggregationDefinition<E> definition) {
        return new Part<>(definition, offsets, primedFrom, remembered, tiles, onto, base, expiredBeforeMillis);
    }
}
