/** The cut in the log: offsets, ranges, vectors. Knows only {@code time} and
 * {@code codec}. Read {@link io.tidemark.tidemark.Tidemark} first. */
package io.tidemark.tidemark;
