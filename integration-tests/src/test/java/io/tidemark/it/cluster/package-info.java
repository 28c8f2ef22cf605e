/**
 * What may befall a running system: processes killed with SIGKILL, Kafka gone for a while, topics missing or made anew, a
 * log truncated, storage on HDFS. Answers stay the plain fold below their {@code asOf}. Read
 * {@link io.tidemark.it.cluster.KilledProcessesIT} first.
 */
package io.tidemark.it.cluster;
