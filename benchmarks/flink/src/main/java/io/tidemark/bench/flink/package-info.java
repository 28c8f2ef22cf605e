/**
 * Flink in one process, with checkpoints. Read {@link io.tidemark.bench.flink.CountMain} first.
 */
package io.tidemark.bench.flink;
