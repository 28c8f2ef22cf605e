/**
 * The merge: batch rows left of the tidemark and realtime rows from it on, put together into windows, with the proof of
 * what they reflect. One served view and one realtime answer make one answer, so that nothing is counted twice and
 * nothing is dropped. Below it: {@code question} (what is asked), {@code window} (of which tiles windows are made),
 * {@code cells} (what is held of a group), {@code realtime} (all speed nodes as one). Knows the index, the flip and the
 * seams; nothing of HTTP. Read {@link io.tidemark.serving.merge.MergedQuery} first.
 */
package io.tidemark.serving.merge;
