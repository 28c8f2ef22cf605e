package io.tidemark.model;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects a user's definitions. Nothing is refused while it collects: every fault is found when the model is built, and
 * all are reported together.
 */
public final class ModelBuilder {
    private final TidemarkModel user;
    private final String name;
    private final List<StreamBuilder<?>> streams = new ArrayList<>();
    private final List<AggregationBuilder<?>> aggregations = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    ModelBuilder(TidemarkModel user) {
        this.user = user;
        this.name = user.getClass().getName();
    }

    /** A Kafka topic and the record class of its events. */
    public <E> StreamBuilder<E> stream(String topic, Class<E> eventClass) {
        StreamBuilder<E> stream = new StreamBuilder<>(this, topic, eventClass);
        streams.add(stream);
        return stream;
    }

    /**
     * Several streams as one, or what is made of their events. Each keeps its own place in its own log: none waits for another,
     * and their events are folded in no order among each other.
     */
    @SafeVarargs
    public final <E> Events<E> union(Events<? extends E>... events) {
        List<Events<? extends E>> all = new ArrayList<>();
        for (Events<? extends E> each : events) {
            all.add(each);
        }
        return Events.union(all);
    }

    /** An aggregation; say {@code over} which events next. */
    public NamedAggregation aggregation(String aggregationName) {
        return new NamedAggregation(aggregationName);
    }

    /** An aggregation that has a name and wants its events. */
    public final class NamedAggregation {
        private final String aggregationName;

        private NamedAggregation(String aggregationName) {
            this.aggregationName = aggregationName;
        }

        public <E> AggregationBuilder<E> over(Events<E> events) {
            AggregationBuilder<E> aggregation = new AggregationBuilder<>(ModelBuilder.this, aggregationName, events);
            aggregations.add(aggregation);
            return aggregation;
        }
    }

    void fault(String code, String place, String fault, String mend) {
        faults.add(new Fault(code, place, fault, mend));
    }

    /** Whose definitions these are. */
    TidemarkModel user() {
        return user;
    }

    boolean isFaulty() {
        return !faults.isEmpty();
    }

    Model build() {
        Model model = collect();
        if (!faults.isEmpty()) {
            throw new DefinitionException(name, faults);
        }
        return model;
    }

    /** What a definition that throws half-way is told: that, and the faults of what it had defined by then. */
    DefinitionException broken(Throwable thrown) {
        if (!aggregations.isEmpty()) {
            collect();
        }
        if (thrown instanceof LinkageError) {
            fault(
                    "TM-DEF-024",
                    "model " + name,
                    "define needs what cannot be loaded: " + Reason.of(thrown),
                    "add the jar that has it to model.jar; if it is a class of Tidemark, compile the model anew");
        } else {
            fault("TM-DEF-024", "model " + name, "define throws " + UserCode.text(thrown), "mend it");
        }
        DefinitionException broken = new DefinitionException(name, faults);
        broken.initCause(thrown);
        return broken;
    }

    /** What was defined runs code of the user's when it is looked into, such as the initialiser of an enum. */
    DefinitionException unreadable(Throwable thrown) {
        fault(
                "TM-DEF-024",
                "model " + name,
                "what it defines throws when it is looked into: "
                        + (thrown instanceof LinkageError ? Reason.of(thrown) : UserCode.text(thrown)),
                "mend the class, or what a function of it has captured");
        DefinitionException unreadable = new DefinitionException(name, faults);
        unreadable.initCause(thrown);
        return unreadable;
    }

    private Model collect() {
        Map<StreamBuilder<?>, StreamDefinition<?>> built = new LinkedHashMap<>();
        Set<String> topics = new HashSet<>();
        for (StreamBuilder<?> stream : streams) {
            StreamDefinition<?> definition = stream.build();
            built.put(stream, definition);
            if (!topics.add(definition.topic())) {
                fault(
                        "TM-DEF-007",
                        "stream \"" + definition.topic() + "\"",
                        "is defined twice",
                        "define it once and reuse it");
            }
        }
        List<AggregationDefinition<?>> definitions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AggregationBuilder<?> aggregation : aggregations) {
            aggregation.build(built).ifPresent(definitions::add);
            if (!names.add(aggregation.name())) {
                fault("TM-DEF-008", aggregation.place(), "is defined twice", "give each aggregation a name of its own");
            }
        }
        if (aggregations.isEmpty()) {
            fault("TM-DEF-009", "model " + name, "defines no aggregation", "add model.aggregation(\"…\").over(…)");
        }
        return new Model(name, List.copyOf(built.values()), definitions);
    }
}
