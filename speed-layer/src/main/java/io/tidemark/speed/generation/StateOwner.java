package io.tidemark.speed.generation;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.PartitionId;

/** Whose state it is: a definition, on one partition. */
public record StateOwner(AggregationDefinition<?> definition, PartitionId partition) {
    public boolean owns(GenerationCodec.Stored stored) {
        return stored.aggregation().equals(definition.name())
                && stored.fingerprint().equals(definition.fingerprint())
                && stored.partition().equals(partition);
    }
}
