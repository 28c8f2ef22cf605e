/**
 * What the speed layer knows of the cut: the newest tidemark, and those that are still read. Read
 * {@link io.tidemark.speed.cut.TidemarkFollower} first.
 */
package io.tidemark.speed.cut;
