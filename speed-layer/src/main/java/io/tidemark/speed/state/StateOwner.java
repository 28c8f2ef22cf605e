package io.tidemark.speed.state;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.PartitionId;

/** Whose state it is: a definition, on one partition of the topic that has this id. */
record StateOwner(AggregationDefinition<?> definition, PartitionId partition, String topicId) {
    boolean owns(GenerationCodec.Stored stored) {
        return stored.aggregation().equals(definition.name())
                && stored.fingerprint().equals(definition.fingerprint())
                && stored.topic().equals(partition.topic())
                && stored.partition() == partition.partition();
    }
}
