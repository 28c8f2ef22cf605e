package io.tidemark.model;

import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import io.tidemark.input.Input;
import io.tidemark.input.Source;
import io.tidemark.input.Step;
import io.tidemark.model.Events.Path;
import io.tidemark.model.Events.PendingStep;
import io.tidemark.stream.StreamDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is wrong with what an aggregation is over; if nothing is, its input. */
final class InputFaults {
    private final ModelBuilder model;
    private final String place;
    private boolean isFaulty;

    /** @param place the aggregation's */
    InputFaults(ModelBuilder model, String place) {
        this.model = model;
        this.place = place + ", over";
    }

    /** Tells all that is wrong, and then gives nothing. */
    <E> Optional<Input<E>> tell(Events<E> events, Map<StreamBuilder<?>, StreamDefinition<?>> streams) {
        if (events == null) {
            missing(place);
            return Optional.empty();
        }
        List<Path> paths = events.paths();
        if (paths.isEmpty()) {
            fault("TM-DEF-041", place, "unites no streams", "give union one or several");
        }
        if (paths.size() > Input.MOST_SOURCES) {
            fault(
                    "TM-DEF-043",
                    place,
                    "unites " + paths.size() + " streams, and " + Input.MOST_SOURCES + " are allowed",
                    "make aggregations of fewer");
        }
        List<Source<?, E>> sources = new ArrayList<>();
        Set<String> topics = new HashSet<>();
        for (Path path : paths) {
            StreamDefinition<?> stream = path.stream() == null ? null : streams.get(path.stream());
            if (path.stream() == null) {
                missing(place);
            } else if (stream == null) {
                fault("TM-DEF-011", place, "the stream is of another model", "use a stream of this model's builder");
            } else if (!topics.add(stream.topic())) {
                fault(
                        "TM-DEF-042",
                        place,
                        "topic \"" + stream.topic() + "\" comes in twice",
                        "unite each stream once: a flatMap can give the events of both ways");
            } else {
                sources.add(source(stream, path.steps()));
            }
        }
        return isFaulty ? Optional.empty() : Optional.of(new Input<>(sources));
    }

    private <E> Source<?, E> source(StreamDefinition<?> stream, List<PendingStep> pending) {
        List<Step> steps = new ArrayList<>();
        for (PendingStep step : pending) {
            String of = place + ", topic \"" + stream.topic() + "\", ";
            if (step instanceof PendingStep.Filter filter) {
                if (filter.claim() == null) {
                    missing(of + "filter");
                } else {
                    steps.add(filter(filter.claim()));
                }
            } else if (step instanceof PendingStep.Rows rows && isWhole(rows, of)) {
                steps.add(rows(rows));
            } else if (step instanceof PendingStep.Changes changes && isWhole(changes, of + "changes")) {
                steps.add(changes(changes));
            }
        }
        return new Source<>(stream, steps);
    }

    private boolean isWhole(PendingStep.Rows rows, String of) {
        String word = of + (rows.isMany() ? "flatMap" : "map");
        boolean isTimed = !rows.time().isGiven() || rows.time().of() != null;
        if (rows.to() == null || rows.function() == null || !isTimed) {
            missing(word + (rows.to() == null ? ", class" : rows.function() == null ? "" : ", event time"));
            return false;
        }
        return isClass(rows.to(), word);
    }

    private boolean isWhole(PendingStep.Changes changes, String word) {
        if (changes.to() == null
                || changes.before() == null
                || changes.after() == null
                || changes.eventTime() == null) {
            missing(word
                    + (changes.to() == null
                            ? ", class"
                            : changes.before() == null
                                    ? ", before"
                                    : changes.after() == null ? ", after" : ", event time"));
            return false;
        }
        return isClass(changes.to(), word);
    }

    private boolean isClass(Class<?> to, String word) {
        if (to.isPrimitive()) {
            fault("TM-DEF-040", word, to + " is no class of events", "give a class, such as a record");
            return false;
        }
        return true;
    }

    @SuppressWarnings("unchecked") // What goes in is what the builder's types say.
    private static Step filter(Condition<?> claim) {
        return new Step.Filter((Condition<Object>) claim);
    }

    @SuppressWarnings("unchecked") // As above.
    private static Step rows(PendingStep.Rows rows) {
        Optional<Field<Object, Instant>> time =
                Optional.ofNullable((Field<Object, Instant>) rows.time().of());
        return rows.isMany()
                ? new Step.FlatMap(
                        rows.to(),
                        (Field<Object, Iterable<Object>>) rows.function(),
                        time.map(StreamBuilder.InstantMillis::new))
                : new Step.Map(
                        rows.to(), (Field<Object, Object>) rows.function(), time.map(StreamBuilder.InstantMillis::new));
    }

    @SuppressWarnings("unchecked") // As above.
    private static Step changes(PendingStep.Changes changes) {
        return new Step.Changes(
                changes.to(),
                (Field<Object, Object>) changes.before(),
                (Field<Object, Object>) changes.after(),
                Optional.of(new StreamBuilder.InstantMillis<>((Field<Object, Instant>) changes.eventTime())));
    }

    private void missing(String of) {
        fault("TM-DEF-029", of, "is null", "give a value, or leave the call out");
    }

    private void fault(String code, String of, String fault, String mend) {
        isFaulty = true;
        model.fault(code, of, fault, mend);
    }
}
