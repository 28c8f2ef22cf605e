package io.tidemark.fold;

import io.tidemark.input.Source;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCodeException;
import java.util.function.LongPredicate;

/**
 * The {@link Fold} of an aggregation, with the steps that lead to it from one of its streams. Of a stream as it is, it is
 * that fold and nothing more. Owned by one thread.
 *
 * <p>An event counts with all the rows that come of it, or leaves no trace: all are made, and tried, before the first one is
 * in. So it throws what {@link Fold} does, for the same reasons.
 */
public final class SourceFold<S, E> {
    private final Fold<E> fold;
    /** Null if the stream's events are the aggregation's. */
    private final SourceRows<S, E> rows;
    /** Tells the topics of an input apart by the numbers of their partitions. */
    private final int firstNumber;

    /** @param running is told what runs, so that what does not return can be named */
    public static <S, E> SourceFold<S, E> of(
            AggregationDefinition<E> definition, StreamDefinition<S> stream, RunningCode running) {
        return of(definition, stream, new Fold<>(definition, running), running);
    }

    /** The same, sharing a fold with other streams of the aggregation. */
    public static <S, E> SourceFold<S, E> of(
            AggregationDefinition<E> definition, StreamDefinition<S> stream, Fold<E> fold, RunningCode running) {
        Source<S, E> source = definition.input().source(stream);
        SourceRows<S, E> rows = source.isPlain() ? null : new SourceRows<>(source, definition.place(), running);
        return new SourceFold<>(fold, rows, definition.input().firstNumber(stream.topic()));
    }

    private SourceFold(Fold<E> fold, SourceRows<S, E> rows, int firstNumber) {
        this.fold = fold;
        this.rows = rows;
        this.firstNumber = firstNumber;
    }

    /** Folds one event into the table; returns how many rows of it counted, those that the aggregation's filter lets in. */
    public int fold(S event, long timeMillis, int partition, long offset, TileTable into) throws FoldException {
        return rows == null
                ? foldAsItIs(event, timeMillis, partition, offset, into)
                : foldRows(event, timeMillis, partition, offset, millis -> true, into);
    }

    /**
     * The same, of whose rows those alone go in whose times are wanted; all are tried.
     *
     * @param times in milliseconds since the Unix epoch
     */
    public int fold(S event, long timeMillis, int partition, long offset, LongPredicate times, TileTable into)
            throws FoldException {
        if (rows == null) {
            return times.test(timeMillis) ? foldAsItIs(event, timeMillis, partition, offset, into) : 0;
        }
        return foldRows(event, timeMillis, partition, offset, times, into);
    }

    /** Folds an event of a stream as it is, which the filter lets in and whose group is known. */
    @SuppressWarnings("unchecked") // They are the aggregation's.
    public void foldInto(GroupKey group, S event, long timeMillis, int partition, long offset, TileTable into)
            throws FoldException {
        fold.foldInto(group, (E) event, timeMillis, firstNumber + partition, offset, into);
    }

    @SuppressWarnings("unchecked") // They are the aggregation's.
    private int foldAsItIs(S event, long timeMillis, int partition, long offset, TileTable into) throws FoldException {
        return fold.fold((E) event, timeMillis, firstNumber + partition, offset, into) ? 1 : 0;
    }

    private int foldRows(S event, long timeMillis, int partition, long offset, LongPredicate times, TileTable into)
            throws FoldException {
        int count = rows.take(event, timeMillis);
        if (count > 1) {
            // Whatever times are wanted: an event that one of its rows refuses is refused everywhere, or the layers
            // differ.
            for (int row = 0; row < count; row++) {
                fold.rehearse(
                        rows.event(row), rows.isTakenBack(row), rows.timeMillis(row), firstNumber + partition, offset);
            }
        }
        int counted = 0;
        for (int row = 0; row < count; row++) {
            if (times.test(rows.timeMillis(row))) {
                counted += fold(row, counted, firstNumber + partition, offset, into);
            }
        }
        return counted;
    }

    private int fold(int row, int before, int partition, long offset, TileTable into) throws FoldException {
        try {
            boolean counts =
                    fold.fold(rows.event(row), rows.isTakenBack(row), rows.timeMillis(row), partition, offset, into);
            return counts ? 1 : 0;
        } catch (FoldException | UserCodeException again) {
            if (before == 0) {
                throw again;
            }
            // What came of the event before is in already.
            throw new HalfFoldedEventException(again.getCause() == null ? again : again.getCause());
        } catch (HalfFoldedEventException half) {
            throw half;
        } catch (RuntimeException failure) {
            // The table's own, such as a store's that cannot be read: no record is to blame.
            throw before == 0 ? failure : new HalfFoldedTableException(failure);
        }
    }
}
