/**
 * The realtime state of a partition: a pure function of a log prefix, stored atomically with the offset it reflects
 * (invariant 3), and answered only where it is proven contiguous from the tidemark on (PROTOCOL 1 to 5). Imports
 * shared-model and {@code store}; knows nothing of Kafka and RocksDB. Read {@link io.tidemark.speed.state.PartitionState}
 * first, then {@code AggregationState} and {@code Generation}.
 */
package io.tidemark.speed.state;
