/**
 * Coarser levels of event time: spans of which an index keeps a group's tiles as one row too, so that a long range is few
 * rows. Which may be used is the question's to say: only where a span lies wholly in every window that it touches, and
 * nothing of it has expired. Knows no index. Read {@link io.tidemark.serving.index.level.Level} first.
 */
package io.tidemark.serving.index.level;
