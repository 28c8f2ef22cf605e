package io.tidemark.batch.engine.fold;

import io.tidemark.columns.entry.Entry;
import io.tidemark.fault.Fault;
import io.tidemark.fold.FoldException;
import io.tidemark.memory.SizeText;
import io.tidemark.operator.HeapMemory;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part's operator at work in a unit, which has the records of one partition in the order of the log. What it makes of a
 * record, and what it remembers of it, waits until it has returned: of one on which it throws there is neither. Owned by one
 * thread.
 */
final class OperatedPart<E> {
    /** What an entry takes besides when all are written: an object that refers to it, and a place in a list. */
    private static final long BYTES_TO_WRITE = 40;

    private final Operator<E> operator;
    private final RunningCode running;
    private final String place;
    private final long mostBytes;
    private final List<Made<E>> made = new ArrayList<>();
    private HeapMemory memory;
    private OpenOperator<E> open;

    /** An event that is to be folded. */
    record Made<E>(E event, long eventTimeMillis) {}

    /**
     * @param place of the aggregation, as faults name it
     * @param mostBytes that it may remember
     */
    OperatedPart(Operator<E> operator, String place, long mostBytes, RunningCode running) {
        this.operator = operator;
        this.place = place + ", operator";
        this.mostBytes = mostBytes;
        this.running = running;
        begin();
    }

    /** Forgets all that it was given: the partition is read from where it began. */
    void begin() {
        memory = new HeapMemory(operator.lookBack());
        open = operator.open(memory);
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

    void prime(E event, long eventTimeMillis, long logClockMillis, long offset) throws FoldException {
        running.enter(place);
        try {
            open.prime(event, eventTimeMillis, logClockMillis, offset);
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
        keep();
    }

    /**
     * What comes of a record, until the next one is taken.
     *
     * @throws UserCodeException if its code cannot go on, or remembers more than it may
     */
    List<Made<E>> take(E event, long eventTimeMillis, long logClockMillis, long offset) throws FoldException {
        made.clear();
        running.enter(place);
        try {
            open.take(event, eventTimeMillis, logClockMillis, offset, (each, time) -> made.add(new Made<>(each, time)));
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
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
                            place,
                            "remembers " + memory.entries() + " entries of one partition, of "
                                    + SizeText.of(bytes) + ", where it may take " + SizeText.of(mostBytes)
                                    + " of batch.memory",
                            "give more memory, let it look back less far, or spread the topic over more partitions, and"
                                    + " restart"),
                    null);
        }
    }

    private FoldException refused(Throwable thrown) {
        memory.undo();
        UserCode.requireRecordsFault(thrown, place);
        return new FoldException(thrown);
    }
}
