package io.tidemark.launcher.config;

import java.util.Optional;

/**
 * One key of the configuration file.
 *
 * @param standard the text that counts when the key is not given; empty: the key must be given where it is asked for
 * @param meaning for the operator, in a sentence or two
 */
public record Key<T>(String name, ValueType<T> type, Optional<String> standard, String meaning) {
    /** The same for one of several that go by names: {@code recompute.weekly.cron} of {@code recompute.cron}. */
    public Key<T> named(String one) {
        int last = name.lastIndexOf('.');
        return new Key<>(name.substring(0, last) + "." + one + name.substring(last), type, standard, meaning);
    }

    static <T> Key<T> required(String name, ValueType<T> type, String meaning) {
        return new Key<>(name, type, Optional.empty(), meaning);
    }

    static <T> Key<T> of(String name, ValueType<T> type, String standard, String meaning) {
        return new Key<>(name, type, Optional.of(standard), meaning);
    }

    /** A key that stands for nothing when it is not given. */
    static <T> Key<Optional<T>> optional(String name, ValueType<T> type, String meaning) {
        return new Key<>(name, type.orNothing(), Optional.of(""), meaning);
    }
}
