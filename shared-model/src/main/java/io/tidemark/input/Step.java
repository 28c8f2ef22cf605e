package io.tidemark.input;

import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import io.tidemark.function.LongField;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of an event on its way from a stream to an aggregation. The types of what goes in and comes out fit those of
 * the steps before and behind: the builder sees to that, and here they are forgotten.
 */
public sealed interface Step {
    /** The user's functions. */
    List<Serializable> functions();

    /** As definitions and faults name it. */
    String word();

    /** Only events for which the claim holds go on. */
    record Filter(Condition<Object> claim) implements Step {
        @Override
        public List<Serializable> functions() {
            return List.of(claim);
        }

        @Override
        public String word() {
            return "filter";
        }
    }

    /** Events of another class go on. */
    sealed interface Rows extends Step {
        Class<?> to();

        /** The times of those that go on, in milliseconds since the Unix epoch; empty: that of the event before. */
        Optional<LongField<Object>> timeMillis();
    }

    /** One for each. */
    record Map(Class<?> to, Field<Object, Object> function, Optional<LongField<Object>> timeMillis) implements Rows {
        @Override
        public List<Serializable> functions() {
            return List.of(function);
        }

        @Override
        public String word() {
            return "map";
        }
    }

    /** Any number for each, in the order in which they are given. */
    record FlatMap(Class<?> to, Field<Object, Iterable<Object>> function, Optional<LongField<Object>> timeMillis)
            implements Rows {
        @Override
        public List<Serializable> functions() {
            return List.of(function);
        }

        @Override
        public String word() {
            return "flatMap";
        }
    }

    /** What a thing was before it is taken back, and what it is after it goes on; either may be null, and not both. */
    record Changes(
            Class<?> to,
            Field<Object, Object> before,
            Field<Object, Object> after,
            Optional<LongField<Object>> timeMillis)
            implements Rows {
        @Override
        public List<Serializable> functions() {
            return List.of(before, after);
        }

        @Override
        public String word() {
            return "changes";
        }
    }
}
