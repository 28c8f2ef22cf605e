package io.tidemark.batch.engine.fold;

import io.tidemark.columns.entry.Entry;
import io.tidemark.fault.Fault;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.OperatorStep;
import io.tidemark.fold.OperatorStep.Made;
import io.tidemark.memory.SizeText;
import io.tidemark.operator.HeapMemory;
import io.tidemark.operator.Operator;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCodeException;
import java.util.List;

/**
 * A part's operator at work in a unit, which has the records of one partition in the order of the log, and what it remembers
 * of them. Owned by one thread.
 */
final class OperatedPart<E> {
    /** What an entry takes besides when all are written: an object that refers to it, and a place in a list. */
    private static final long BYTES_TO_WRITE = 40;

    private final Operator<E> operator;
    private final OperatorStep<E> step;
    private final long mostBytes;
    private HeapMemory memory;

    /**
     * @param place of the aggregation, as faults name it
     * @param mostBytes that it may remember
     */
    OperatedPart(Operator<E> operator, String place, long mostBytes, RunningCode running) {
        this.operator = operator;
        this.step = new OperatorStep<>(operator, place, running);
        this.mostBytes = mostBytes;
        begin();
    }

    /** Forgets all that it was given: the partition is read from where it began. */
    void begin() {
        memory = new HeapMemory(operator.lookBack());
        step.open(memory);
    }

    /**
     * Takes in what it remembered where it goes on.
     *
     * @throws UserCodeException if it remembers more than it may
     */
    void restore(Entry entry) {
        memory.restore(entry.key(), entry.value(), entry.logClockMillis());
        keep();
    }

    /** What it remembers by now, which is let go of here. */
    HeapMemory end() {
        HeapMemory all = memory;
        begin();
        return all;
    }

    /** @throws UserCodeException if its code cannot go on, or remembers more than it may */
    void prime(E event, long eventTimeMillis, long logClockMillis, long offset) throws FoldException {
        step.prime(event, eventTimeMillis, logClockMillis, offset);
        keep();
    }

    /**
     * What comes of a record, until the next one is taken.
     *
     * @throws UserCodeException as {@link #prime}
     */
    List<Made<E>> take(E event, long eventTimeMillis, long logClockMillis, long offset) throws FoldException {
        List<Made<E>> made = step.take(event, eventTimeMillis, logClockMillis, offset);
        // Whatever becomes of those: what it remembers of a record is the same where the fold refuses that.
        keep();
        return made;
    }

    private void keep() {
        memory.keep();
        long bytes = memory.heldBytes() + memory.entries() * BYTES_TO_WRITE;
        if (bytes > mostBytes) {
            throw new UserCodeException(
                    new Fault(
                            "TM-RUN-018",
                            step.place(),
                            "remembers " + memory.entries() + " entries of one partition, of "
                                    + SizeText.of(bytes) + ", where it may take " + SizeText.of(mostBytes)
                                    + " of batch.memory",
                            "give more memory, let it look back less far, or spread the topic over more partitions, and"
                                    + " restart"),
                    null);
        }
    }
}
