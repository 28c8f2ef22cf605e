package io.tidemark.model;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.usercode.UserCode;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;

/** A checked model: its streams and aggregations. Immutable, and safe to share. */
public record Model(String name, List<StreamDefinition<?>> streams, List<AggregationDefinition<?>> aggregations) {
    public Model {
        streams = List.copyOf(streams);
        aggregations = List.copyOf(aggregations);
    }

    /**
     * Builds and checks what the user wrote.
     *
     * @throws DefinitionException with all faults of the model
     */
    public static Model of(TidemarkModel definition) {
        ModelBuilder builder = new ModelBuilder(definition);
        try {
            definition.define(builder);
        } catch (Throwable thrown) {
            UserCode.requireNotTheMachines(thrown);
            throw builder.broken(thrown);
        }
        try {
            return builder.build();
        } catch (DefinitionException faulty) {
            throw faulty;
        } catch (Throwable thrown) {
            UserCode.requireNotTheMachines(thrown);
            throw builder.unreadable(thrown);
        }
    }

    /**
     * Makes a model from its class's name.
     *
     * @throws DefinitionException if there is no such class, it is no model, or the model has faults
     */
    public static Model load(String className, ClassLoader loader) {
        try {
            Class<?> named = Class.forName(className, true, loader);
            if (!TidemarkModel.class.isAssignableFrom(named)) {
                throw unusable(className, "does not implement TidemarkModel");
            }
            return of((TidemarkModel) named.getConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            throw unusable(className, "is not on the class path");
        } catch (LinkageError e) {
            throw unusable(className, "needs what cannot be loaded: " + Reason.of(e));
        } catch (InvocationTargetException e) {
            throw unusable(className, "has a constructor that throws " + UserCode.text(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw unusable(className, "is not public, or has no public constructor without parameters");
        }
    }

    public Optional<AggregationDefinition<?>> aggregation(String aggregation) {
        // Asked for by every query: no stream.
        for (AggregationDefinition<?> known : aggregations) {
            if (known.name().equals(aggregation)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    public Optional<StreamDefinition<?>> stream(String topic) {
        return streams.stream().filter(s -> s.topic().equals(topic)).findFirst();
    }

    private static DefinitionException unusable(String className, String fault) {
        return new DefinitionException(
                className,
                List.of(new Fault(
                        "TM-DEF-001",
                        "model class " + className,
                        fault,
                        "name a public class with a public no-argument constructor that implements TidemarkModel")));
    }
}
