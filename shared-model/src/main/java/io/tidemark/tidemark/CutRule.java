package io.tidemark.tidemark;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Rules of the cut that can be taken away one at a time, so that the simulation can show that it notices. Everything but
 * the simulation runs with {@link #ALL}.
 */
public enum CutRule {
    /** The realtime view answers only what it can prove contiguous from the tidemark on. */
    COVER,
    /** A jump to the tidemark begins a second state beside the old one. */
    HOLE,
    /** What lies left of the tidemark is dropped by offset, and only once unread. */
    DROP_UNREAD,
    /** A rebuild runs beside the old state. */
    KEEP_OLD,
    /** A cut equals a boundary when no record lies between the two. */
    BETWEEN,
    /** A position below the log's start is never moved silently. */
    GAP,
    /** A run publishes only on the entry it read. */
    COMPARE_AND_SWAP,
    /** A recompute reads raw records left of its base tidemark only. */
    BOUND,
    /** Archive files are one chain per partition. */
    CHAIN,
    /** Realtime state is keyed by fingerprint, and a query names it. */
    FINGERPRINT,
    /** A flip never takes {@code asOf} back. */
    MONOTONE;

    public static final Set<CutRule> ALL = Collections.unmodifiableSet(EnumSet.allOf(CutRule.class));

    public static Set<CutRule> allBut(CutRule rule) {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(rule)));
    }
}
