/**
 * Which batch view each aggregation is answered from, and when that changes: an aggregation flips by the swap of one
 * reference, when its new view is loaded, the realtime view can answer from the new tidemark, and {@code asOf} does not
 * go back (PROTOCOL 5). Knows the index and the seams; nothing of queries. Read
 * {@link io.tidemark.serving.flip.ViewFollower} first.
 */
package io.tidemark.serving.flip;
