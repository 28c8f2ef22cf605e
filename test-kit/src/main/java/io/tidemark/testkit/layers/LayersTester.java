package io.tidemark.testkit.layers;

import io.tidemark.input.Input;
import io.tidemark.input.Source;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.stream.StreamDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs a definition through the real code of the speed layer and the batch layer in one JVM, with nothing else running,
 * and compares what the two answer together with the plain fold.
 *
 * <pre>{@code
 * LayersTester.of(new FlightModel(), "delays-by-origin", Flight.class)
 *     .events(List.of(flight().from("AMS").late(minutes(12)), flight().from("JFK")))
 *     .check(20);
 * }</pre>
 *
 * <p>Each seed is another life: events in another order, over other partitions, with late timestamps and records that are
 * no events among them; the consumer, the archive writer and the batch process are killed and started again; the tidemark
 * moves, inside epochs as well; tiles are recomputed. After every step the answer must equal the plain fold of exactly
 * the records below its {@code asOf}. Metrics that are not exact must lie within
 * the error that they state. Owned by one
 * thread.
 */
public final class LayersTester<S> {
    private final AggregationDefinition<?> definition;
    private final SortedMap<String, List<Object>> events = new TreeMap<>();

    private LayersTester(AggregationDefinition<?> definition) {
        this.definition = definition;
        definition.input().topics().forEach(topic -> events.put(topic, new ArrayList<>()));
    }

    /**
     * A tester of one aggregation of a model.
     *
     * @param event the class of the events of the only stream that the aggregation is over, be it with steps or without
     * @throws io.tidemark.model.DefinitionException with all faults of the model
     * @throws IllegalArgumentException if the model has no such aggregation over such events
     */
    public static <S> LayersTester<S> of(TidemarkModel model, String aggregation, Class<S> event) {
        AggregationDefinition<?> definition = Model.of(model)
                .aggregation(aggregation)
                .filter(found -> found.input().sources().size() == 1
                        && found.input().sources().get(0).stream().eventClass().equals(event))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the model has no aggregation \"" + aggregation + "\" over events of " + event.getName()));
        return new LayersTester<>(definition);
    }

    /**
     * A tester of one aggregation of a model, be it over several streams: give it events of each.
     *
     * @throws io.tidemark.model.DefinitionException with all faults of the model
     * @throws IllegalArgumentException if the model has no such aggregation
     */
    public static LayersTester<Object> of(TidemarkModel model, String aggregation) {
        return new LayersTester<>(Model.of(model)
                .aggregation(aggregation)
                .orElseThrow(
                        () -> new IllegalArgumentException("the model has no aggregation \"" + aggregation + "\"")));
    }

    /** Events of the only stream. */
    public LayersTester<S> events(Collection<? extends S> more) {
        if (events.size() != 1) {
            throw new IllegalArgumentException("the aggregation is over " + events.keySet() + ": name the topic");
        }
        return events(events.firstKey(), more);
    }

    /** Events of one of the streams. */
    public LayersTester<S> events(String topic, Collection<?> more) {
        if (!events.containsKey(topic)) {
            throw new IllegalArgumentException(
                    "the aggregation is not over " + topic + ", but over " + events.keySet());
        }
        Class<?> event = definition.input().source(topic).stream().eventClass();
        more.forEach(each -> events.get(topic).add(event.cast(each)));
        return this;
    }

    /**
     * Lives as many lives as there are seeds.
     *
     * @throws AssertionError at the first answer that is wrong, with the seed, the step, and what differs
     */
    public void check(int seeds) {
        for (long seed = 1; seed <= seeds; seed++) {
            checkSeed(seed);
        }
    }

    /** Lives one life, as a failure's message names it. */
    public void checkSeed(long seed) {
        live(definition, seed);
    }

    private <E> void live(AggregationDefinition<E> of, long seed) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        events.forEach((topic, all) -> counts.put(topic, all.size()));
        try (Life<E> life = new Life<>(readable(of), counts, seed)) {
            life.live();
        }
    }

    /** The same definition over the events as they are given, with records between them that are none. */
    private <E> AggregationDefinition<E> readable(AggregationDefinition<E> of) {
        List<Source<?, E>> sources = new ArrayList<>();
        of.input().sources().forEach(source -> sources.add(readable(source)));
        return new AggregationDefinition<>(
                of.name(),
                new Input<>(sources),
                of.operator(),
                of.where(),
                of.corrections(),
                of.groups(),
                of.tile(),
                of.sessions(),
                of.metrics(),
                of.allowedLateness(),
                of.retention(),
                of.version(),
                of.whenMostFail(),
                of.parts(),
                of.fingerprint());
    }

    private <R, E> Source<R, E> readable(Source<R, E> source) {
        List<Object> withOneThatIsNone = new ArrayList<>(events.get(source.topic()));
        withOneThatIsNone.add(null);
        StreamDefinition<R> stream = source.stream();
        return new Source<>(
                new StreamDefinition<>(
                        stream.topic(),
                        stream.eventClass(),
                        new EventsByNumber(stream.format().name(), withOneThatIsNone),
                        stream.eventTimeMillis(),
                        stream.maxSkew(),
                        stream.whenMostFail(),
                        stream.kept()),
                source.steps());
    }
}
