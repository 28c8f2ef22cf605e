/**
 * The realtime state of a partition: who may write it, who reads it meanwhile, and what becomes of it when a step fails. One
 * thread folds under the write lock; what cannot be used leaves by one door into the quarantine. Imports shared-model, {@code
 * generation} and {@code store}; knows nothing of Kafka and RocksDB. Read {@link io.tidemark.speed.state.PartitionState}
 * first, then {@code AggregationState}; what the log has made of it is in {@code generation}. More than fifteen files: each
 * thing that can go wrong in the middle of a step has a name.
 */
package io.tidemark.speed.state;
