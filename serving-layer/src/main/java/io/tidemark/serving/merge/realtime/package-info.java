/**
 * All speed nodes as one: each partition is answered by the node that knows it furthest, what nobody answers is missing and
 * never zero, and what nobody owns is a fault. Read {@link io.tidemark.serving.merge.realtime.RealtimeViews} first.
 */
package io.tidemark.serving.merge.realtime;
