/**
 * The index in RocksDB, so that a group and a range of tiles are found with one seek per file, or in memory if they were
 * asked for lately. Files that were loaded before are there again after a restart. Nothing else in this module knows
 * RocksDB. Read {@link io.tidemark.serving.index.rocks.RocksBatchIndex} first.
 */
package io.tidemark.serving.index.rocks;
