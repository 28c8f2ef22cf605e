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

    record Row<E>(E event, long timeMillis) {}

    /** @throws RuntimeException whatever the user's code throws, or if it gives what is no event */
    @SuppressWarnings("unchecked") // What the last step gives is the aggregation's.
    static <S, E> List<Row<E>> rows(Source<S, E> source, S event, long timeMillis) {
        List<Row<Object>> rows = List.of(new Row<>(event, timeMillis));
        for (Step step : source.steps()) {
            List<Row<Object>> next = new ArrayList<>();
            for (Row<Object> row : rows) {
                next.addAll(rows(step, row));
            }
            rows = next;
        }
        List<Row<E>> all = new ArrayList<>();
        rows.forEach(row -> all.add(new Row<>((E) row.event(), row.timeMillis())));
        return all;
    }

    private static List<Row<Object>> rows(Step step, Row<Object> row) {
        if (step instanceof Step.Filter filter) {
            return filter.claim().test(row.event()) ? List.of(row) : List.of();
        } else if (step instanceof Step.Map map) {
            return List.of(row(map.function().apply(row.event()), map.timeMillis(), row.timeMillis()));
        }
        Step.FlatMap flatMap = (Step.FlatMap) step;
        List<Row<Object>> rows = new ArrayList<>();
        for (Object each : flatMap.function().apply(row.event())) {
            rows.add(row(each, flatMap.timeMillis(), row.timeMillis()));
            if (rows.size() > MOST) {
                throw new IllegalArgumentException("more than " + MOST);
            }
        }
        return rows;
    }

    private static Row<Object> row(Object event, Optional<LongField<Object>> time, long before) {
        Objects.requireNonNull(event);
        long millis = time.isEmpty() ? before : time.get().applyAsLong(event);
        if (!EventYears.has(millis)) {
            throw new IllegalArgumentException(EventYears.outside(millis));
        }
        return new Row<>(event, millis);
    }
}
