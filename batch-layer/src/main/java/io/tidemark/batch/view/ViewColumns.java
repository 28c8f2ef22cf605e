package io.tidemark.batch.view;

import io.tidemark.model.AggregationDefinition;
import org.apache.parquet.schema.MessageType;

/** The columns of view files that systems of others can make something of. */
public final class ViewColumns {
    private ViewColumns() {}

    /** The group's fields, the tile's start and the finished metrics, in this order. */
    public static MessageType forPeople(AggregationDefinition<?> definition) {
        return new MessageType("view", ViewSchema.people(definition));
    }
}
