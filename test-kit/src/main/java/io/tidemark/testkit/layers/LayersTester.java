package io.tidemark.testkit.layers;

import io.tidemark.input.Input;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.stream.StreamDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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
public final class LayersTester<E> {
    private final AggregationDefinition<E> definition;
    private final List<E> events = new ArrayList<>();

    private LayersTester(AggregationDefinition<E> definition) {
        this.definition = definition;
    }

    /**
     * A tester of one aggregation of a model.
     *
     * @throws io.tidemark.model.DefinitionException with all faults of the model
     * @throws IllegalArgumentException if the model has no such aggregation over such events
     */
    @SuppressWarnings("unchecked")
    public static <E> LayersTester<E> of(TidemarkModel model, String aggregation, Class<E> event) {
        AggregationDefinition<?> definition = Model.of(model)
                .aggregation(aggregation)
                .filter(found -> found.input().plainStream().stream()
                        .anyMatch(stream -> stream.eventClass().equals(event)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the model has no aggregation \"" + aggregation + "\" over events of " + event.getName()));
        return new LayersTester<>((AggregationDefinition<E>) definition);
    }

    public LayersTester<E> events(Collection<? extends E> more) {
        events.addAll(more);
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
        try (Life<E> life = new Life<>(readable(definition, events), events.size(), seed)) {
            life.live();
        }
    }

    /** The same definition over the events as they are given, with records between them that are none. */
    private static <E> AggregationDefinition<E> readable(AggregationDefinition<E> definition, List<E> events) {
        List<E> withOneThatIsNone = new ArrayList<>(events);
        withOneThatIsNone.add(null);
        StreamDefinition<E> stream = definition.input().plainStream().orElseThrow();
        return new AggregationDefinition<>(
                definition.name(),
                Input.of(new StreamDefinition<>(
                        stream.topic(),
                        stream.eventClass(),
                        new EventsByNumber(stream.format().name(), withOneThatIsNone),
                        stream.eventTimeMillis(),
                        stream.maxSkew(),
                        stream.whenMostFail(),
                        stream.kept())),
                definition.operator(),
                definition.where(),
                definition.corrections(),
                definition.groups(),
                definition.tile(),
                definition.sessions(),
                definition.metrics(),
                definition.allowedLateness(),
                definition.retention(),
                definition.version(),
                definition.whenMostFail(),
                definition.parts(),
                definition.fingerprint());
    }
}
