package io.tidemark.batch.engine.fold;

import io.tidemark.fold.FoldException;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.List;

/**
 * A part's operator at work in a unit, which has the records of one partition in the order of the log. What it makes of a
 * record waits until it has returned: of one on which it throws nothing is folded. Owned by one thread.
 */
final class OperatedPart<E> {
    private final Operator<E> operator;
    private final RunningCode running;
    private final String place;
    private final List<Made<E>> made = new ArrayList<>();
    private OpenOperator<E> open;

    /** An event that is to be folded. */
    record Made<E>(E event, long eventTimeMillis) {}

    /** @param place of the aggregation, as faults name it */
    OperatedPart(Operator<E> operator, String place, RunningCode running) {
        this.operator = operator;
        this.place = place + ", operator";
        this.running = running;
        begin();
    }

    /** Forgets all that it was given: the partition is read from where it began. */
    void begin() {
        open = operator.open();
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
    }

    /** What comes of a record, until the next one is taken. */
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
        return made;
    }

    private FoldException refused(Throwable thrown) {
        UserCode.requireRecordsFault(thrown, place);
        return new FoldException(thrown);
    }
}
