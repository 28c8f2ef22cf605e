/**
 * From the log into the state: one writer per partition. Imports {@code state} and {@code cut}; knows the log only through
 * {@code io.tidemark.log}. Read {@link io.tidemark.speed.consume.PartitionWorker} first.
 */
package io.tidemark.speed.consume;
