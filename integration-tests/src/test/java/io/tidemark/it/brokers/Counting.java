package io.tidemark.it.brokers;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.model.TidemarkModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Aggregations that are called as their topics and count their events by what these say. */
final class Counting {
    /** Of all events. */
    static final Instant AT = Instant.parse("2026-11-21T09:00:00Z");

    private Counting() {}

    /** What is counted. */
    public record Event(Instant at, String k) {}

    static TidemarkModel of(String... topics) {
        return model -> {
            for (String topic : topics) {
                var events = model.stream(topic, Event.class).eventTime(Event::at);
                model.aggregation(topic)
                        .over(events)
                        .groupBy("k", Event::k)
                        .tile(Duration.ofMinutes(5))
                        .metric("n", count());
            }
        };
    }

    /** The value of as many events. */
    static String[] times(int count, String k) {
        String[] values = new String[count];
        Arrays.fill(values, "{\"at\":\"" + AT + "\",\"k\":\"" + k + "\"}");
        return values;
    }
}
