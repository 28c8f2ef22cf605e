package io.tidemark.event.check;

import io.tidemark.event.Component;
import io.tidemark.event.DecodeException;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.value.IsoInstants;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses events that would come back from the archive as others: both layers must see the same. For events that a
 * format of a user's has made; what our own formats decode is checked value by value, by {@link TextValues}.
 */
public final class StorableCheck<E> {
    private final RecordSchema<E> schema;
    private final List<Part> parts = new ArrayList<>();

    private record Part(Component component, Check check) {}

    @FunctionalInterface
    private interface Check {
        void check(Object value) throws DecodeException;
    }

    public StorableCheck(RecordSchema<E> schema) {
        this.schema = schema;
        for (Component component : schema.components()) {
            if (!component.isPrimitive() || component.type() == Scalar.CHAR) {
                parts.add(new Part(component, of(component.type(), component.name())));
            }
        }
    }

    /** An event that is null is a fault, too. */
    public void check(E event) throws DecodeException {
        if (event == null) {
            throw TextValues.missing(schema.recordClass().getSimpleName());
        }
        for (Part part : parts) {
            Object value;
            try {
                value = valueOf(part.component(), event);
            } catch (IllegalStateException fault) {
                throw DecodeException.ofUserCode(part.component().name() + ": its accessor throws", fault.getCause());
            }
            if (value != null) {
                part.check().check(value);
            } else if (part.component().type() instanceof ValueType.OptionalType) {
                throw new DecodeException(part.component().name() + ": is null, not Optional.empty()");
            }
        }
    }

    private static Object valueOf(Component component, Object event) {
        return component.isPrimitive() ? (Object) (char) component.longOf(event) : component.valueOf(event);
    }

    private static Check of(ValueType type, String place) {
        if (type instanceof Scalar scalar) {
            return scalar(scalar, place);
        }
        if (type instanceof ValueType.RecordType nested) {
            return nested(nested.schema(), place);
        }
        if (type instanceof ValueType.ListType list) {
            Check element = of(list.element(), place + "[]");
            return value -> checkAll((List<?>) value, element);
        }
        if (type instanceof ValueType.MapType map) {
            Check key = scalar(Scalar.STRING, place);
            Check value = of(map.value(), place + "{}");
            return entries -> checkEntries((Map<?, ?>) entries, key, value, place);
        }
        if (type instanceof ValueType.OptionalType optional) {
            Check inside = of(optional.value(), place);
            return value -> {
                if (((Optional<?>) value).isPresent()) {
                    inside.check(((Optional<?>) value).get());
                }
            };
        }
        return value -> {};
    }

    private static <R> Check nested(RecordSchema<R> schema, String place) {
        StorableCheck<R> check = new StorableCheck<>(schema);
        return value -> {
            try {
                check.check(schema.recordClass().cast(value));
            } catch (DecodeException fault) {
                throw fault.within(place);
            }
        };
    }

    private static Check scalar(Scalar type, String place) {
        return switch (type) {
            case STRING -> value -> TextValues.string(place, (String) value);
            case CHAR -> value -> TextValues.character(place, value.toString());
            case DECIMAL -> value -> TextValues.decimal(place, (BigDecimal) value);
            case INSTANT -> value -> checkInstant(place, (Instant) value);
            case BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE -> value -> {};
            case LOCAL_DATE -> value -> TextValues.storable(place, (LocalDate) value);
        };
    }

    private static void checkInstant(String place, Instant instant) throws DecodeException {
        try {
            if (IsoInstants.cut(instant).equals(instant)) {
                return;
            }
        } catch (DateTimeException e) {
            throw TextValues.fault(place, instant.toString(), e.getMessage());
        }
        throw TextValues.fault(place, instant.toString(), "is finer than a microsecond");
    }

    private static void checkAll(List<?> elements, Check element) throws DecodeException {
        for (Object each : elements) {
            if (each != null) {
                element.check(each);
            }
        }
    }

    private static void checkEntries(Map<?, ?> entries, Check key, Check value, String place) throws DecodeException {
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (entry.getKey() == null) {
                throw new DecodeException(place + ": has a key that is null");
            }
            key.check(entry.getKey());
            if (entry.getValue() != null) {
                value.check(entry.getValue());
            }
        }
    }
}
