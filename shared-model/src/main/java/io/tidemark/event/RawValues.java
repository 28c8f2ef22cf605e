package io.tidemark.event;

import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.value.DecimalTexts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From values as the log has them to values as a record's constructor takes them. */
final class RawValues {
    private RawValues() {}

    /** Makes one value that is there. Whatever the user's constructors throw is thrown. */
    @FunctionalInterface
    interface Maker {
        Object make(Object raw);
    }

    /** Empty if values of this type are taken as they are. */
    static Optional<Maker> maker(ValueType type) {
        if (type instanceof ValueType.RecordType nested) {
            return Optional.of(raw -> nested.schema().create((ComponentValues) raw));
        }
        if (type instanceof ValueType.ListType list) {
            return maker(list.element()).map(element -> raw -> list((List<?>) raw, element));
        }
        if (type instanceof ValueType.MapType map) {
            return maker(map.value()).map(value -> raw -> map((Map<?, ?>) raw, value));
        }
        if (type instanceof ValueType.OptionalType optional) {
            return maker(optional.value()).map(inside -> raw -> ((Optional<?>) raw).map(inside::make));
        }
        if (type == Scalar.DECIMAL) {
            return Optional.of(raw -> DecimalTexts.withoutZerosAtTheEnd((BigDecimal) raw));
        }
        return type == Scalar.FLOAT ? Optional.of(raw -> ((Double) raw).floatValue()) : Optional.empty();
    }

    private static List<Object> list(List<?> raw, Maker element) {
        List<Object> made = new ArrayList<>(raw.size());
        for (Object each : raw) {
            made.add(each == null ? null : element.make(each));
        }
        return Collections.unmodifiableList(made);
    }

    private static Map<Object, Object> map(Map<?, ?> raw, Maker value) {
        Map<Object, Object> made = new LinkedHashMap<>();
        raw.forEach((key, each) -> made.put(key, each == null ? null : value.make(each)));
        return Collections.unmodifiableMap(made);
    }
}
