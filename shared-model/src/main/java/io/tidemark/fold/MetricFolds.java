package io.tidemark.fold;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.CheckedAggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.SubtractableAggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Condition;
import io.tidemark.model.Metric;
import io.tidemark.session.SessionMetric;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The metrics of an aggregation, and how an event gets into all of them or into none. An aggregator of ours is asked to
 * check the event first. One of a user's makes an accumulator of the event alone, and all that will ever be asked of an
 * accumulator is tried on that: so what throws there is a function of the record, the same in both layers. Owned by one
 * thread.
 */
final class MetricFolds<E> {
    /** An accumulator of a user's that is larger when written is not copied before it changes. */
    private static final int SMALL = 1024;

    private final Aggregator<E, Object, Object>[] aggregators;
    /** Of an aggregator of ours; null for a user's. */
    private final CheckedAggregator<E, ?, ?>[] checks;
    /** Null of those that cannot take an event back: none is asked to then. */
    private final SubtractableAggregator<E, Object, Object>[] subtractables;

    private final Condition<E>[] conditions;
    private final String[] places;
    private final RunningCode running;
    private final EventPosition at;
    private final boolean[] wanted;
    private final boolean[] tried;
    private final boolean[] triedBack;
    private final Object[] alone;
    private final ByteWriter[] copies;
    private final boolean[] isSmall;
    private final boolean hasUsers;
    private final boolean isOfSessions;
    private final ByteWriter scratch = new ByteWriter();

    @SuppressWarnings({"unchecked", "rawtypes"})
    MetricFolds(List<Metric<E>> metrics, String place, RunningCode running, EventPosition at) {
        this.running = running;
        this.at = at;
        int size = metrics.size();
        aggregators = metrics.stream().map(Metric::aggregator).toArray(Aggregator[]::new);
        checks = new CheckedAggregator[size];
        subtractables = new SubtractableAggregator[size];
        conditions = new Condition[size];
        places = new String[size];
        wanted = new boolean[size];
        tried = new boolean[size];
        triedBack = new boolean[size];
        alone = new Object[size];
        copies = new ByteWriter[size];
        isSmall = new boolean[size];
        for (int m = 0; m < size; m++) {
            checks[m] = canCheck(aggregators[m]) ? (CheckedAggregator<E, ?, ?>) (Object) aggregators[m] : null;
            subtractables[m] =
                    (Object) aggregators[m] instanceof SubtractableAggregator subtractable ? subtractable : null;
            conditions[m] = metrics.get(m).where().orElse(null);
            places[m] = place + "metric \"" + metrics.get(m).name() + "\"";
            copies[m] = new ByteWriter();
            isSmall[m] = true;
        }
        isOfSessions = Arrays.stream((Object[]) aggregators).anyMatch(SessionMetric.class::isInstance);
        hasUsers = Arrays.stream(checks).anyMatch(Objects::isNull);
    }

    private static boolean canCheck(Aggregator<?, ?, ?> aggregator) {
        return SessionMetric.isOurs(aggregator) && SessionMetric.within(aggregator) instanceof CheckedAggregator;
    }

    /** Runs all of the user's code that the metrics hold, and changes nothing. */
    void rehearse(E event) {
        for (int m = 0; m < aggregators.length; m++) {
            running.enter(places[m]);
            wanted[m] = conditions[m] == null || conditions[m].test(event);
            if (!wanted[m]) {
                continue;
            }
            if (checks[m] == null) {
                alone[m] = tryAll(m, event);
            } else {
                checks[m].check(event);
                if (!tried[m]) {
                    // Once, so that a library's class that cannot be loaded is met before anything is changed.
                    Object unused = tryAll(m, event);
                    tried[m] = true;
                }
            }
        }
    }

    /** The same for an event that takes another back: of ours too an accumulator of it alone is made, to be taken out. */
    void rehearseTakingBack(E event) {
        for (int m = 0; m < aggregators.length; m++) {
            running.enter(places[m]);
            wanted[m] = conditions[m] == null || conditions[m].test(event);
            if (!wanted[m]) {
                continue;
            }
            if (checks[m] == null || !triedBack[m]) {
                alone[m] = tryAll(m, event);
                tryTakingBack(m, alone[m]);
                triedBack[m] = true;
            } else {
                alone[m] = alone(m, event);
            }
        }
    }

    private Object alone(int m, E event) {
        Object made = aggregators[m].create();
        aggregators[m].add(made, event, at);
        return made;
    }

    /** What holds less than nothing is stored and finished as all others are. */
    private void tryTakingBack(int m, Object made) {
        Object less = aggregators[m].create();
        subtractables[m].subtract(less, made);
        Object unused = throughBytes(m, less);
    }

    /** An accumulator of this event alone, with which everything was done that ever will be. */
    private Object tryAll(int m, E event) {
        Object made = alone(m, event);
        Object merged = aggregators[m].create();
        aggregators[m].merge(merged, made);
        Object unused = throughBytes(m, merged);
        return made;
    }

    /** The result of an accumulator that is written and read again. */
    private Object throughBytes(int m, Object accumulator) {
        aggregators[m].write(accumulator, scratch.clear());
        ByteReader in = new ByteReader(scratch.toBytes());
        Object result = aggregators[m].result(aggregators[m].read(in));
        if (in.remaining() > 0) {
            throw new IllegalStateException(
                    "read leaves " + in.remaining() + " of the " + scratch.size() + " bytes that write wrote");
        }
        return result;
    }

    /**
     * Takes the rehearsed event into a row.
     *
     * @param isNew whether nothing was in the row before
     */
    void commit(E event, int row, boolean isNew, TileTable into) throws FoldException {
        int last = -1;
        boolean canUndo = true;
        try {
            // First those whose accumulators are copied.
            for (int m = 0; hasUsers && m < aggregators.length; m++) {
                if (wanted[m] && checks[m] == null) {
                    running.enter(places[m]);
                    Object accumulator = into.accumulator(row, m);
                    canUndo &= isNew || isCopied(m, accumulator);
                    last = m;
                    aggregators[m].merge(accumulator, alone[m]);
                    alone[m] = null;
                }
            }
            for (int m = 0; m < aggregators.length; m++) {
                if (wanted[m] && checks[m] != null) {
                    running.enter(places[m]);
                    // A stretch is there before anything is added to it.
                    canUndo &= isNew || !isOfSessions;
                    aggregators[m].add(into.accumulator(row, m), event, at);
                    canUndo = isNew;
                }
            }
        } catch (Throwable thrown) {
            throw half(thrown, canUndo, last, row, isNew, into);
        } finally {
            running.leave();
        }
    }

    /** Takes the rehearsed event out of a row: the accumulators that were made of it alone. As {@link #commit}. */
    void takeBack(int row, boolean isNew, TileTable into) throws FoldException {
        int last = -1;
        boolean canUndo = true;
        try {
            for (int m = 0; hasUsers && m < aggregators.length; m++) {
                if (wanted[m] && checks[m] == null) {
                    running.enter(places[m]);
                    Object accumulator = into.accumulator(row, m);
                    canUndo &= isNew || isCopied(m, accumulator);
                    last = m;
                    subtract(m, accumulator);
                }
            }
            // What does not throw.
            for (int m = 0; m < aggregators.length; m++) {
                if (wanted[m] && checks[m] != null) {
                    subtract(m, into.accumulator(row, m));
                }
            }
        } catch (Throwable thrown) {
            throw half(thrown, canUndo, last, row, isNew, into);
        } finally {
            running.leave();
        }
    }

    private void subtract(int m, Object accumulator) {
        subtractables[m].subtract(accumulator, alone[m]);
        alone[m] = null;
    }

    /** What becomes of an event of which some metrics may be changed already; it is taken out of them again, if that can be. */
    private FoldException half(Throwable thrown, boolean canUndo, int last, int row, boolean isNew, TileTable into) {
        UserCode.requireNotTheMachines(thrown);
        if (!canUndo) {
            throw new HalfFoldedEventException(thrown);
        }
        undo(last, row, isNew, into);
        UserCode.requireRecordsFault(thrown, running.place());
        return new FoldException(thrown);
    }

    /** Copies an accumulator of a user's while it is small, so that a merge that throws leaves no trace. */
    private boolean isCopied(int m, Object accumulator) {
        if (isSmall[m]) {
            aggregators[m].write(accumulator, copies[m].clear());
            isSmall[m] = copies[m].size() <= SMALL;
            return true;
        }
        return false;
    }

    private void undo(int last, int row, boolean isNew, TileTable into) {
        if (isNew) {
            into.forgetNewest();
            return;
        }
        for (int m = 0; m <= last; m++) {
            if (wanted[m] && checks[m] == null) {
                into.replaceAccumulator(row, m, aggregators[m].read(new ByteReader(copies[m].toBytes())));
            }
        }
    }
}
