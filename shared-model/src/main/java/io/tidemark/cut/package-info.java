/**
 * The rules of the cut as pure decisions over values: nothing else decides about offsets, and nothing here reads, writes or
 * remembers. Production has one implementation, {@link io.tidemark.cut.ProvenCut}; the simulation of the whole system takes
 * one decision away at a time and shows that each is needed. Knows only {@code tidemark}. Read {@link io.tidemark.cut.Cut}
 * first.
 */
package io.tidemark.cut;
