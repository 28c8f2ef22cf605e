/**
 * A definition tried in both layers' own code, for a user's tests. Imports the speed layer and the batch layer, never
 * Kafka's client or the launcher. Read {@link io.tidemark.testkit.layers.LayersTester} first.
 */
package io.tidemark.testkit.layers;
