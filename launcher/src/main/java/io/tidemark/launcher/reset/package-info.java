/**
 * What is done about a log that is not the one that was read. {@code tidemark reset} takes what was kept of a topic or an
 * aggregation out of the storage and out of the process's own directory; {@code tidemark log-replaced} keeps it, and has the log
 * that is there read after it. Knows the batch layer's storage, the directory and what Kafka says of topics; no layer is started. Read
 * {@link io.tidemark.launcher.reset.Reset} first.
 */
package io.tidemark.launcher.reset;
