/**
 * Contiguous pieces of realtime state and how they are stored: a pure function of a log prefix, stored in the same write as
 * the offset it reflects (invariant 3), and answered only where it is proven contiguous from the tidemark on (PROTOCOL 1 to
 * 5). Imports shared-model and {@code store}; knows neither decoding nor locks. Read {@link
 * io.tidemark.speed.generation.Generations} first, then {@code Generation} and {@code Segment}. More than fifteen files: a
 * segment is written, counted, looked up and gone through in order, which is one file each.
 */
package io.tidemark.speed.generation;
