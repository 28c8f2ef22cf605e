/**
 * Kafka Streams, its window store on RocksDB. Read {@link io.tidemark.bench.kstreams.CountMain} first.
 */
package io.tidemark.bench.kstreams;
