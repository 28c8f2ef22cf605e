/**
 * Tidemark as a user would run it, under the load of its peers: the model of the Yahoo Streaming Benchmark over the real
 * nodes, every answer checked against the truth. Read {@link io.tidemark.bench.tidemark.CountMain} first.
 */
package io.tidemark.bench.tidemark;
