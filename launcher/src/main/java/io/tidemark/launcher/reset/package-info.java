/**
 * {@code tidemark reset}: takes what was kept of a topic or an aggregation out of the storage and out of the process's own
 * directory. Knows the batch layer's storage and the directory; no layer is started. Read
 * {@link io.tidemark.launcher.reset.Reset} first.
 */
package io.tidemark.launcher.reset;
