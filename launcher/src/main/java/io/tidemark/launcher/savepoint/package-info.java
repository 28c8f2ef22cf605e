/**
 * Savepoints: the state of speed nodes, kept in the storage, for nodes that begin from it. Meets the speed layer's copies, the
 * batch layer's storage and manifests, and Kafka, which says whether a savepoint is of the logs that there are. Read {@link
 * io.tidemark.launcher.savepoint.Savepoints} first.
 */
package io.tidemark.launcher.savepoint;
