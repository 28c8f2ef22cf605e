package io.tidemark.operator;

/**
 * An {@link OperatorMemory} as whoever has the operator open sees it: what is put for a record is taken as one, or not at all.
 * What was put is found at once, be it for the record at hand.
 */
public interface StepMemory extends OperatorMemory {
    /** What was put since the last time stands. */
    void keep();

    /** What was put since {@link #keep} was not put. */
    void undo();
}
