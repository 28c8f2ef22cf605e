package io.tidemark.fold;

import io.tidemark.function.LongField;
import io.tidemark.input.Source;
import io.tidemark.input.Step;
import io.tidemark.stream.EventYears;
import io.tidemark.stream.NoEventTimeException;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import java.util.Arrays;

/**
 * What the steps of a source make of an event: rows, all of them made before the first one is folded. Owned by one thread.
 */
final class SourceRows<S, E> {
    /** How many rows may come of one event: one that gives rows without end costs no more than its record. */
    static final int MOST = 10_000;

    private final Step[] steps;
    private final String[] places;
    private final RunningCode running;
    private Rows now = new Rows();
    /** Takes what the next step gives. */
    private Rows next = new Rows();

    /** @param place of the aggregation, as faults name it */
    SourceRows(Source<S, E> source, String place, RunningCode running) {
        this.running = running;
        steps = source.steps().toArray(Step[]::new);
        places = source.steps().stream()
                .map(step -> place + ", topic \"" + source.topic() + "\", " + step.word())
                .toArray(String[]::new);
    }

    /**
     * Takes an event; returns how many rows come of it. They are there until the next one is taken.
     *
     * @throws FoldException if the event is at fault
     * @throws io.tidemark.usercode.UserCodeException if the code cannot work at all
     */
    int take(S event, long eventTimeMillis) throws FoldException {
        now.clear();
        now.add(event, eventTimeMillis, false);
        for (int s = 0; s < steps.length && now.count > 0; s++) {
            running.enter(places[s]);
            try {
                take(steps[s]);
            } catch (Throwable thrown) {
                UserCode.requireRecordsFault(thrown, places[s]);
                throw new FoldException(thrown);
            } finally {
                running.leave();
            }
            Rows made = next;
            next = now;
            now = made;
        }
        return now.count;
    }

    private void take(Step step) {
        next.clear();
        for (int i = 0; i < now.count; i++) {
            Object event = now.events[i];
            long timeMillis = now.times[i];
            boolean isTakenBack = now.takenBack[i];
            if (step instanceof Step.Filter filter) {
                if (filter.claim().test(event)) {
                    next.add(event, timeMillis, isTakenBack);
                }
            } else if (step instanceof Step.Map map) {
                add(map, map.function().apply(event), timeMillis, isTakenBack);
            } else if (step instanceof Step.FlatMap flatMap) {
                Iterable<Object> rows = flatMap.function().apply(event);
                if (rows == null) {
                    throw UnusableRowException.ofCode("flatMap gives null in place of its rows");
                }
                for (Object row : rows) {
                    add(flatMap, row, timeMillis, isTakenBack);
                }
            } else if (step instanceof Step.Changes changes) {
                addBoth(changes, event, timeMillis, isTakenBack);
            }
        }
    }

    private void addBoth(Step.Changes step, Object event, long eventTimeMillis, boolean isTakenBack) {
        Object before = step.before().apply(event);
        Object after = step.after().apply(event);
        if (before == null && after == null) {
            throw UnusableRowException.ofValue("changes has neither before nor after");
        }
        if (before != null) {
            add(step, before, eventTimeMillis, !isTakenBack);
        }
        if (after != null) {
            add(step, after, eventTimeMillis, isTakenBack);
        }
    }

    private void add(Step.Rows step, Object row, long eventTimeMillis, boolean isTakenBack) {
        if (row == null) {
            throw UnusableRowException.ofCode(step.word() + " gives null as an event");
        }
        if (next.count == MOST) {
            throw UnusableRowException.ofCode(step.word() + " gives more than " + MOST + " events for one");
        }
        long timeMillis = step.timeMillis().isEmpty()
                ? eventTimeMillis
                : timeOf(row, step.timeMillis().get());
        next.add(row, timeMillis, isTakenBack);
    }

    private static long timeOf(Object row, LongField<Object> time) {
        long millis;
        try {
            millis = time.applyAsLong(row);
        } catch (NoEventTimeException none) {
            throw UnusableRowException.ofValue("event time: is missing");
        }
        if (!EventYears.has(millis)) {
            throw UnusableRowException.ofValue("event time: " + EventYears.outside(millis));
        }
        return millis;
    }

    @SuppressWarnings("unchecked") // What the last step gives is the aggregation's.
    E event(int row) {
        return (E) now.events[row];
    }

    long timeMillis(int row) {
        return now.times[row];
    }

    /** Whether the row is not brought but taken back. */
    boolean isTakenBack(int row) {
        return now.takenBack[row];
    }

    /** Some events with their times. */
    private static final class Rows {
        private Object[] events = new Object[4];
        private long[] times = new long[4];
        private boolean[] takenBack = new boolean[4];
        private int count;

        void add(Object event, long timeMillis, boolean isTakenBack) {
            if (count == events.length) {
                events = Arrays.copyOf(events, 2 * count);
                times = Arrays.copyOf(times, 2 * count);
                takenBack = Arrays.copyOf(takenBack, 2 * count);
            }
            events[count] = event;
            times[count] = timeMillis;
            takenBack[count] = isTakenBack;
            count++;
        }

        void clear() {
            Arrays.fill(events, 0, count, null);
            count = 0;
        }
    }
}
