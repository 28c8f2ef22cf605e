package io.tidemark.testkit;

import io.tidemark.function.LongField;
import io.tidemark.input.Source;
import io.tidemark.input.Step;
import io.tidemark.stream.EventYears;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the steps of a source make of an event, as plainly as can be. */
final class PlainSteps {
    private static final int MOST = 10_000;

    private PlainSteps() {}

    record Row<E>(E event, long timeMillis, boolean isTakenBack) {}

    /** @throws RuntimeException whatever the user's code throws, or if it gives what is no event */
    @SuppressWarnings("unchecked") // What the last step gives is the aggregation's.
    static <S, E> List<Row<E>> rows(Source<S, E> source, S event, long timeMillis) {
        List<Row<Object>> rows = List.of(new Row<>(event, timeMillis, false));
        for (Step step : source.steps()) {
            List<Row<Object>> next = new ArrayList<>();
            for (Row<Object> row : rows) {
                next.addAll(rows(step, row));
                if (next.size() > MOST) {
                    throw new IllegalArgumentException("more than " + MOST);
                }
            }
            rows = next;
        }
        List<Row<E>> all = new ArrayList<>();
        rows.forEach(row -> all.add(new Row<>((E) row.event(), row.timeMillis(), row.isTakenBack())));
        return all;
    }

    private static List<Row<Object>> rows(Step step, Row<Object> row) {
        if (step instanceof Step.Filter filter) {
            return filter.claim().test(row.event()) ? List.of(row) : List.of();
        } else if (step instanceof Step.Map map) {
            return List.of(row(map.function().apply(row.event()), map.timeMillis(), row));
        } else if (step instanceof Step.Changes changes) {
            return changes(changes, row);
        }
        Step.FlatMap flatMap = (Step.FlatMap) step;
        List<Row<Object>> rows = new ArrayList<>();
        for (Object each : flatMap.function().apply(row.event())) {
            rows.add(row(each, flatMap.timeMillis(), row));
            if (rows.size() > MOST) {
                break; // It may never end.
            }
        }
        return rows;
    }

    private static List<Row<Object>> changes(Step.Changes step, Row<Object> row) {
        List<Row<Object>> rows = new ArrayList<>();
        Object before = step.before().apply(row.event());
        if (before != null) {
            Row<Object> former = row(before, step.timeMillis(), row);
            rows.add(new Row<>(before, former.timeMillis(), !row.isTakenBack()));
        }
        Object after = step.after().apply(row.event());
        if (after != null) {
            rows.add(row(after, step.timeMillis(), row));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("neither before nor after");
        }
        return rows;
    }

    private static Row<Object> row(Object event, Optional<LongField<Object>> time, Row<Object> of) {
        Objects.requireNonNull(event);
        long millis = time.isEmpty() ? of.timeMillis() : time.get().applyAsLong(event);
        if (!EventYears.has(millis)) {
            throw new IllegalArgumentException(EventYears.outside(millis));
        }
        return new Row<>(event, millis, of.isTakenBack());
    }
}
