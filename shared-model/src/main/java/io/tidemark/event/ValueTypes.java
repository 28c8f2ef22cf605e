package io.tidemark.event;

import io.tidemark.event.ValueType.Scalar;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From a Java type to the value type that holds it. */
public final class ValueTypes {
    private static final Map<Type, Scalar> SCALARS = Map.ofEntries(
            Map.entry(boolean.class, Scalar.BOOLEAN),
            Map.entry(Boolean.class, Scalar.BOOLEAN),
            Map.entry(byte.class, Scalar.BYTE),
            Map.entry(Byte.class, Scalar.BYTE),
            Map.entry(short.class, Scalar.SHORT),
            Map.entry(Short.class, Scalar.SHORT),
            Map.entry(int.class, Scalar.INT),
            Map.entry(Integer.class, Scalar.INT),
            Map.entry(long.class, Scalar.LONG),
            Map.entry(Long.class, Scalar.LONG),
            Map.entry(char.class, Scalar.CHAR),
            Map.entry(Character.class, Scalar.CHAR),
            Map.entry(float.class, Scalar.FLOAT),
            Map.entry(Float.class, Scalar.FLOAT),
            Map.entry(double.class, Scalar.DOUBLE),
            Map.entry(Double.class, Scalar.DOUBLE),
            Map.entry(String.class, Scalar.STRING),
            Map.entry(Instant.class, Scalar.INSTANT),
            Map.entry(LocalDate.class, Scalar.LOCAL_DATE),
            Map.entry(BigDecimal.class, Scalar.DECIMAL));

    private ValueTypes() {}

    public static ValueType of(Type type, Set<Class<?>> around) {
        Scalar scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        if (type instanceof ParameterizedType generic) {
            return container(generic, around);
        }
        if (type instanceof Class<?> plain && plain.isEnum()) {
            return new ValueType.EnumType(Arrays.stream(plain.getEnumConstants())
                    .<Enum<?>>map(c -> (Enum<?>) c)
                    .toList());
        }
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return new ValueType.RecordType(RecordSchema.of(plain, around));
        }
        throw unsupported(type);
    }

    private static ValueType container(ParameterizedType type, Set<Class<?>> around) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new ValueType.ListType(element(arguments[0], around));
        }
        if (type.getRawType() == Optional.class) {
            return new ValueType.OptionalType(element(arguments[0], around));
        }
        if (type.getRawType() == Map.class && arguments[0] == String.class) {
            return new ValueType.MapType(element(arguments[1], around));
        }
        throw unsupported(type);
    }

    // Nothing tells an empty optional inside a container from a null.
    private static ValueType element(Type type, Set<Class<?>> around) {
        ValueType element = of(type, around);
        if (element instanceof ValueType.OptionalType) {
            throw new IllegalArgumentException("an Optional inside a List, Map or Optional is not supported");
        }
        return element;
    }

    private static IllegalArgumentException unsupported(Type type) {
        return new IllegalArgumentException(
                type.getTypeName() + " is not supported; events hold primitives, their boxes,"
                        + " String, enums, Instant, LocalDate, BigDecimal, records, and Optional, List and Map<String, …> of these");
    }
}
