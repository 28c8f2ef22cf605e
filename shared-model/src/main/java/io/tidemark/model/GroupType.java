package io.tidemark.model;

import io.tidemark.event.value.PlainNumbers;
import io.tidemark.event.value.Storable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types an event can be grouped by, each with how its values read as text. */
public enum GroupType {
    STRING(String.class),
    LONG(Long.class, Integer.class, Short.class, Byte.class, long.class, int.class, short.class, byte.class),
    BOOLEAN(Boolean.class, boolean.class),
    INSTANT(Instant.class),
    DATE(LocalDate.class),
    /** Kept by its name: the decoded value is a String. */
    ENUM(Enum.class);

    private final Class<?>[] classes;

    GroupType(Class<?>... classes) {
        this.classes = classes;
    }

    public static Optional<GroupType> of(Class<?> type) {
        return Arrays.stream(values())
                .filter(t -> Arrays.stream(t.classes).anyMatch(c -> c.isAssignableFrom(type)))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(t -> t.classes[0].getSimpleName()).collect(Collectors.joining(", "));
    }

    /**
     * A value from its text, as in a query; {@code null} is written as the empty text of a field that is not a string.
     *
     * @throws IllegalArgumentException if the text is no value of this type
     */
    public Object parse(String text) {
        try {
            return switch (this) {
                case STRING, ENUM -> storable(text, Storable.isStorable(text));
                case LONG -> Long.valueOf(PlainNumbers.parse(text));
                case BOOLEAN -> parseBoolean(text);
                case INSTANT -> storable(Instant.parse(text));
                case DATE -> storable(LocalDate.parse(text));
            };
        } catch (java.time.DateTimeException | NumberFormatException fault) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a " + name().toLowerCase(java.util.Locale.ROOT), fault);
        }
    }

    private static Instant storable(Instant instant) {
        return storable(instant, Storable.isStorable(instant));
    }

    private static LocalDate storable(LocalDate date) {
        return storable(date, Storable.isStorable(date));
    }

    private static <V> V storable(V value, boolean isStorable) {
        if (!isStorable) {
            throw new IllegalArgumentException("\"" + value + "\" cannot be stored, so there is no such group");
        }
        return value;
    }

    private static Boolean parseBoolean(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        }
        return Boolean.valueOf(text);
    }
}
