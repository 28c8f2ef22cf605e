/**
 * What the bytes of a file add up to, as they are written. Keeps true that a file whose bytes changed, its footer's among
 * them, is known by its sums without being decoded. Knows nothing else. Read {@link io.tidemark.columns.sum.Checksum} first.
 */
package io.tidemark.columns.sum;
