/**
 * Views that are larger than one node's disk: each serving node holds the rows of one range of groups and asks the others for
 * theirs, so that all above the index reads one view. An answer takes every row of the batch view from one and the same view
 * file list, whoever holds it, and the realtime view is asked once, by the node that was asked: so it has one tidemark and one
 * {@code asOf}. Knows the index, the seams and the listener; nothing of queries. Read {@link
 * io.tidemark.serving.ranges.RangedIndex} first; docs/design/0013 says why it is so.
 */
package io.tidemark.serving.ranges;
