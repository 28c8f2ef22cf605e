package io.tidemark.fold;

import io.tidemark.operator.MemoryFailedException;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.operator.StepMemory;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;
import java.util.ArrayList;
import java.util.List;

/**
 * A definition's operator at work on one partition, whose records it is given in the order of the log. What it makes of a
 * record, and what it remembers of it, is there once it has returned: of one on which it throws there is neither. Both layers
 * run this class. Owned by one thread.
 *
 * <p>What is remembered of a record stands once it is {@linkplain StepMemory#keep kept}, which is the caller's to do.
 */
public final class OperatorStep<E> {
    private final Operator<E> operator;
    private final String place;
    private final RunningCode running;
    private final List<Made<E>> made = new ArrayList<>();
    private StepMemory memory;
    private OpenOperator<E> open;

    /** An event that is to be folded. */
    public record Made<E>(E event, long eventTimeMillis) {}

    /**
     * @param place of the aggregation, as faults name it
     * @param running is told what runs, so that what does not return can be named
     */
    public OperatorStep(Operator<E> operator, String place, RunningCode running) {
        this.operator = operator;
        this.place = place + ", operator";
        this.running = running;
    }

    /** As faults name it. */
    public String place() {
        return place;
    }

    /** Begins with a partition, or goes on with it: with all that is remembered of it. */
    public void open(StepMemory known) {
        memory = known;
        open = operator.open(known);
    }

    /**
     * Lets a record be remembered, of which nothing comes.
     *
     * @throws FoldException if the record is at fault; nothing is remembered of it
     * @throws UserCodeException if the code cannot work at all; the same
     * @throws MemoryFailedException if what it remembers cannot be reached; the same
     */
    public void prime(E event, long eventTimeMillis, long logClockMillis, long offset) throws FoldException {
        running.enter(place);
        try {
            open.prime(event, eventTimeMillis, logClockMillis, offset);
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
    }

    /**
     * What comes of a record, until the next one is taken.
     *
     * @throws FoldException as {@link #prime}
     * @throws UserCodeException as {@link #prime}
     * @throws MemoryFailedException as {@link #prime}
     */
    public List<Made<E>> take(E event, long eventTimeMillis, long logClockMillis, long offset) throws FoldException {
        made.clear();
        running.enter(place);
        try {
            open.take(event, eventTimeMillis, logClockMillis, offset, (each, time) -> made.add(new Made<>(each, time)));
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
        return made;
    }

    private FoldException refused(Throwable thrown) {
        memory.undo();
        if (thrown instanceof MemoryFailedException failed) {
            throw failed;
        }
        UserCode.requireRecordsFault(thrown, place);
        return new FoldException(thrown);
    }
}
