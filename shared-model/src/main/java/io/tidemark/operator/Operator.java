package io.tidemark.operator;

import java.time.Duration;

/**
 * What stands between decode and fold, and sees the records of a partition one after the other: unlike a filter it may
 * remember. It is part of a definition, and {@link #open} begins it for one partition.
 *
 * <p>Laws: what comes of a record depends on that record and on those before it in its partition of which the log clock is
 * at most {@link #lookBack} less (PROTOCOL 15), and on nothing else; the same whatever it was given of what lies before
 * those. So whoever goes on at a place of the log gives it, by {@link OpenOperator#prime}, at least the records from that
 * place's log clock less the look-back on, or the memory of one that had them, and it passes on what it would have from the
 * beginning. A record on which its code throws is for it as if it were not there. Its {@code toString} tells people what it is.
 */
public interface Operator<E> {
    /** How far it looks back by the log clock; zero if it remembers nothing. */
    Duration lookBack();

    /**
     * Begins it for one partition, or goes on with it.
     *
     * @param memory what it knows by now, and all that it will know: it keeps nothing of a record beside it
     */
    OpenOperator<E> open(OperatorMemory memory);
}
