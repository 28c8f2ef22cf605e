package io.tidemark.fold;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.CheckedAggregator;
import io.tidemark.aggregator.EventPosition;
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

    private final Condition<E>[] conditions;
    private final String[] places;
    private final RunningCode running;
    private final EventPosition at;
    private final boolean[] wanted;
    private final boolean[] tried;
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
        conditions = new Condition[size];
        places = new String[size];
        wanted = new boolean[size];
        tried = new boolean[size];
        alone = new Object[size];
        copies = new ByteWriter[size];
        isSmall = new boolean[size];
        for (int m = 0; m < size; m++) {
            checks[m] = canCheck(aggregators[m]) ? (CheckedAggregator<E, ?, ?>) (Object) aggregators[m] : null;
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

    /** An accumulator of this event alone, with which everything was done that ever will be. */
    private Object tryAll(int m, E event) {
        Aggregator<E, Object, Object> aggregator = aggregators[m];
        Object made = aggregator.create();
        aggregator.add(made, event, at);
        Object merged = aggregator.create();
        aggregator.merge(merged, made);
        aggregator.write(merged, scratch.clear());
        ByteReader in = new ByteReader(scratch.toBytes());
        Object unused = aggregator.result(aggregator.read(in));
        if (in.remaining() > 0) {
            throw new IllegalStateException(
                    "read leaves " + in.remaining() + " of the " + scratch.size() + " bytes that write wrote");
        }
        return made;
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
            UserCode.requireNotTheMachines(thrown);
            if (!canUndo) {
                throw new HalfFoldedEventException(thrown);
            }
            undo(last, row, isNew, into);
            UserCode.requireRecordsFault(thrown, running.place());
            throw new FoldException(thrown);
        } finally {
            running.leave();
        }
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
