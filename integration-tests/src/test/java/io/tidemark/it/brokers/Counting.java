package io.tidemark.it.brokers;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.fold.GroupCodec;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.PlainFold;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Aggregations that are called as their topics and count their events by what these say. */
final class Counting {
    /** Of all events. */
    static final Instant AT = Instant.parse("2026-11-21T09:00:00Z");

    private Counting() {}

    /** What is counted. */
    public record Event(Instant at, String k) {}

    static TidemarkModel of(String... topics) {
        return of(Duration.ofMinutes(5), topics);
    }

    /** The same in other tiles, which is another definition. */
    static TidemarkModel of(Duration tile, String... topics) {
        return model -> {
            for (String topic : topics) {
                var events = model.stream(topic, Event.class).eventTime(Event::at);
                model.aggregation(topic)
                        .over(events)
                        .groupBy("k", Event::k)
                        .tile(tile)
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

    /** The plain fold of an event for each letter. */
    @SuppressWarnings("unchecked")
    static SortedMap<String, Long> folded(TidemarkModel model, String letters) {
        AggregationDefinition<Event> definition =
                (AggregationDefinition<Event>) Model.of(model).aggregations().get(0);
        PlainFold<Event> fold = new PlainFold<>(definition);
        for (int i = 0; i < letters.length(); i++) {
            String k = letters.substring(i, i + 1);
            fold.add(new Event(AT, k), AT.toEpochMilli(), 0, i);
        }
        SortedMap<String, Long> figures = new TreeMap<>();
        fold.results()
                .forEach((cell, metrics) -> figures.put(
                        String.valueOf(new GroupCodec(definition.groups())
                                .values(cell.group())
                                .get(0)),
                        (Long) metrics.get(0)));
        return figures;
    }
}
