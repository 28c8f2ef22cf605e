package io.tidemark.serving.flip;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;

/** The view of an aggregation that is to be answered from next. */
record Wanted(AggregationDefinition<?> definition, Manifest manifest, AggregationView entry) {
    String name() {
        return definition.name();
    }
}
