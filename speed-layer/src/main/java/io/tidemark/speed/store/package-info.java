/**
 * Where the realtime state survives its process: an ordered map of bytes with atomic batches, on RocksDB. It keeps this
 * true: what was committed is there again after a kill, and whoever holds memory in front of it is told when it is not;
 * a disk that fails for a while costs no restart. Knows nothing of what is stored. Read
 * {@link io.tidemark.speed.store.StateStore} first.
 */
package io.tidemark.speed.store;
