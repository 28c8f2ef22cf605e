/**
 * A serving node: one process, or one part of a process, that answers over HTTP with batch and realtime merged. Read
 * {@link io.tidemark.serving.ServingNode} first: it is put together there.
 */
package io.tidemark.serving;
