package io.tidemark.model;

import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an aggregation can be over: a stream ({@link StreamBuilder}), what is made of its events, or several of these united
 * ({@link ModelBuilder#union}). Each method gives other events and leaves these as they are.
 *
 * <pre>{@code
 * var clicks = model.stream("clicks", Click.class).eventTime(Click::at);
 * var orders = model.stream("orders", Order.class).eventTime(Order::at);
 * var touches = model.union(
 *         clicks.filter(c -> !c.isRobot()).map(Touch.class, c -> new Touch(c.campaign(), 0)),
 *         orders.flatMap(Touch.class, Order::touches));
 * model.aggregation("touches").over(touches).groupBy("campaign", Touch::campaign)
 * }</pre>
 *
 * <p>Functions are pure, like every {@link Field}. An event counts with all that comes of it, or, if a function throws or
 * gives a null, with nothing: its record is quarantined then.
 */
public abstract class Events<E> {
    /** From a stream to here; of a null that was given, both are null. */
    record Path(StreamBuilder<?> stream, List<PendingStep> steps) {
        Path then(PendingStep step) {
            if (stream == null) {
                return this;
            }
            List<PendingStep> longer = new ArrayList<>(steps);
            longer.add(step);
            return new Path(stream, longer);
        }
    }

    /** A step with what it was given, be it null. */
    sealed interface PendingStep {
        record Filter(Condition<?> claim) implements PendingStep {}

        record Changes(Class<?> to, Field<?, ?> before, Field<?, ?> after, Field<?, Instant> eventTime)
                implements PendingStep {}

        record Rows(Class<?> to, Serializable function, boolean isMany, EventTime time) implements PendingStep {}

        /** @param of null for that of the event before */
        record EventTime(boolean isGiven, Field<?, Instant> of) {
            static final EventTime KEPT = new EventTime(false, null);
        }
    }

    private static final class Made<E> extends Events<E> {
        private final List<Path> paths;

        Made(List<Path> paths) {
            this.paths = List.copyOf(paths);
        }

        @Override
        List<Path> paths() {
            return paths;
        }
    }

    Events() {}

    /** All ways that lead here. */
    abstract List<Path> paths();

    /** Those of several; a null among them is told when the model is built. */
    static <E> Events<E> union(List<? extends Events<? extends E>> all) {
        List<Path> paths = new ArrayList<>();
        for (Events<? extends E> each : all) {
            paths.addAll(each == null ? List.of(new Path(null, null)) : each.paths());
        }
        return new Made<>(paths);
    }

    /** Only those for which the claim holds. */
    public Events<E> filter(Condition<E> claim) {
        return then(new PendingStep.Filter(claim));
    }

    /** One event of another class for each, at the same event time. */
    public <T> Events<T> map(Class<T> to, Field<E, ? extends T> by) {
        return then(new PendingStep.Rows(to, by, false, PendingStep.EventTime.KEPT));
    }

    /** One event of another class for each. */
    public <T> Events<T> map(Class<T> to, Field<E, ? extends T> by, Field<T, Instant> eventTime) {
        return then(new PendingStep.Rows(to, by, false, new PendingStep.EventTime(true, eventTime)));
    }

    /** Any number of events of another class for each, at the same event time; at most 10,000 of all steps. */
    public <T> Events<T> flatMap(Class<T> to, Field<E, ? extends Iterable<? extends T>> by) {
        return then(new PendingStep.Rows(to, by, true, PendingStep.EventTime.KEPT));
    }

    /** Any number of events of another class for each; at most 10,000 of all steps. */
    public <T> Events<T> flatMap(
            Class<T> to, Field<E, ? extends Iterable<? extends T>> by, Field<T, Instant> eventTime) {
        return then(new PendingStep.Rows(to, by, true, new PendingStep.EventTime(true, eventTime)));
    }

    /**
     * Of an event that tells how a thing changed, such as a row of a database: what it was before is taken back, and what it
     * is after takes its place. Either may be null, where it began or went; not both. As for {@link
     * AggregationBuilder#retractedBy}, all metrics must be such as can be taken back, and one {@code count()}.
     *
     * @param eventTime of what it was or is, so that the former is taken back where it was brought
     */
    public <T> Events<T> changes(
            Class<T> to, Field<E, ? extends T> before, Field<E, ? extends T> after, Field<T, Instant> eventTime) {
        return then(new PendingStep.Changes(to, before, after, eventTime));
    }

    private <T> Events<T> then(PendingStep step) {
        return new Made<>(paths().stream().map(path -> path.then(step)).toList());
    }
}
