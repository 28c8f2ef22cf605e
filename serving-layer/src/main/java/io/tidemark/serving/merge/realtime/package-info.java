/**
 * All speed nodes as one: each partition is answered by the node that knows it furthest, what nobody answers is missing and
 * never zero, and what nobody owns is a fault. {@code KnownNodes} is what is known of the nodes and chooses whom to ask, {@code Asking} is one question on its
 * way. Read {@link io.tidemark.serving.merge.realtime.RealtimeViews} first.
 */
package io.tidemark.serving.merge.realtime;
