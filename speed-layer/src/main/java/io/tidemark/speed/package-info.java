/**
 * The speed layer: from the log to answers within milliseconds. Imports shared-model, the log, RocksDB and Jetty; never
 * another layer. Read {@link io.tidemark.speed.SpeedNode} first, then {@code consume.PartitionWorker} and
 * {@code state.PartitionState}.
 */
package io.tidemark.speed;
