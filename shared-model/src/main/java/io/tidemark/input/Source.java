package io.tidemark.input;

import io.tidemark.stream.StreamDefinition;
import java.util.List;

/**
 * One of the streams that an aggregation is over.
 *
 * @param <S> the stream's events
 * @param <E> the aggregation's
 * @param steps what becomes of an event of the stream, one after the other; none: it is an event of the aggregation
 */
@SuppressWarnings("UnusedTypeParameter") // Steps forget types: E is what the last one of this source makes.
public record Source<S, E>(StreamDefinition<S> stream, List<Step> steps) {
    public Source {
        steps = List.copyOf(steps);
    }

    public String topic() {
        return stream.topic();
    }

    /** Whether the stream's events are the aggregation's as they are. */
    public boolean isPlain() {
        return steps.isEmpty();
    }

    /** Whether what is made of an event has that event's time. */
    public boolean keepsTime() {
        return steps.stream()
                .noneMatch(step ->
                        step instanceof Step.Rows rows && rows.timeMillis().isPresent());
    }
}
