package io.tidemark.event.check;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.value.IsoInstants;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses values that no file could hold, or that are of another type than their component: what a format of a user's says
 * that a record holds, before anything is made of it. What our own formats read is checked as they read it.
 */
public final class RawValuesCheck {
    private final List<Component> components;

    public RawValuesCheck(RecordSchema<?> schema) {
        this.components = schema.components();
    }

    public void check(ComponentValues values) throws DecodeException {
        for (Component component : components) {
            if (component.isFloatingPrimitive()) {
                continue;
            }
            if (component.isPrimitive()) {
                number(component.name(), (Scalar) component.type(), values.longAt(component.index()));
            } else {
                check(component.name(), component.type(), values.objectAt(component.index()));
            }
        }
    }

    private static void number(String place, Scalar type, long value) throws DecodeException {
        boolean fits =
                switch (type) {
                    case BOOLEAN -> value == 0 || value == 1;
                    case CHAR -> value >= 0 && value <= Character.MAX_VALUE && !Character.isSurrogate((char) value);
                    default -> value >= TextValues.minimum(type) && value <= TextValues.maximum(type);
                };
        if (!fits) {
            throw TextValues.fault(place, String.valueOf(value), "does not fit into a " + type);
        }
    }

    private static void check(String place, ValueType type, Object value) throws DecodeException {
        if (value == null) {
            if (type instanceof ValueType.OptionalType) {
                throw new DecodeException(place + ": is null, not Optional.empty()");
            }
            return;
        }
        if (type instanceof Scalar scalar) {
            scalar(place, scalar, value);
        } else if (type instanceof ValueType.EnumType constants) {
            require(constants.constants().contains(value), place, value);
        } else if (type instanceof ValueType.RecordType nested) {
            try {
                new RawValuesCheck(nested.schema()).check(cast(ComponentValues.class, place, value));
            } catch (DecodeException fault) {
                throw fault.within(place);
            }
        } else if (type instanceof ValueType.ListType list) {
            for (Object each : cast(List.class, place, value)) {
                check(place + "[]", list.element(), each);
            }
        } else if (type instanceof ValueType.MapType map) {
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) cast(Map.class, place, value)).entrySet()) {
                TextValues.string(place, cast(String.class, place, entry.getKey()));
                check(place + "{}", map.value(), entry.getValue());
            }
        } else if (type instanceof ValueType.OptionalType optional) {
            Optional<?> held = cast(Optional.class, place, value);
            if (held.isPresent()) {
                check(place, optional.value(), held.get());
            }
        }
    }

    private static void scalar(String place, Scalar type, Object value) throws DecodeException {
        switch (type) {
            case STRING -> TextValues.string(place, cast(String.class, place, value));
            case CHAR ->
                TextValues.character(place, cast(Character.class, place, value).toString());
            case DECIMAL -> TextValues.decimal(place, cast(BigDecimal.class, place, value));
            case INSTANT -> instant(place, cast(Instant.class, place, value));
            case LOCAL_DATE -> TextValues.storable(place, cast(LocalDate.class, place, value));
            case BOOLEAN -> cast(Boolean.class, place, value);
            case BYTE -> cast(Byte.class, place, value);
            case SHORT -> cast(Short.class, place, value);
            case INT -> cast(Integer.class, place, value);
            case LONG -> cast(Long.class, place, value);
            // As the log says it: the event has what is left of it in 32 bits.
            case FLOAT, DOUBLE -> cast(Double.class, place, value);
        }
    }

    private static void instant(String place, Instant instant) throws DecodeException {
        try {
            require(IsoInstants.cut(instant).equals(instant), place, instant);
        } catch (DateTimeException e) {
            throw TextValues.fault(place, instant.toString(), e.getMessage());
        }
    }

    private static <V> V cast(Class<V> expected, String place, Object value) throws DecodeException {
        require(expected.isInstance(value), place, value);
        return expected.cast(value);
    }

    private static void require(boolean isRight, String place, Object value) throws DecodeException {
        if (!isRight) {
            String type = value == null ? "null" : value.getClass().getSimpleName();
            throw TextValues.fault(place, String.valueOf(value), "is no value of this component, as a " + type);
        }
    }
}
