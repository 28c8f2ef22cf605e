package io.tidemark.columns.read;

import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Events of tests, taken apart into the values that a log would have said. */
final class Given {
    private Given() {}

    static <E> ComponentValues values(E event) {
        @SuppressWarnings("unchecked")
        RecordSchema<E> schema = RecordSchema.of((Class<E>) event.getClass());
        ComponentValues values = schema.newValues();
        for (Component component : schema.components()) {
            if (component.isFloatingPrimitive()) {
                values.putDouble(component.index(), component.doubleOf(event));
            } else if (component.isPrimitive()) {
                values.putLong(component.index(), component.longOf(event));
            } else {
                values.put(component.index(), raw(component.valueOf(event)));
            }
        }
        return values;
    }

    private static Object raw(Object value) {
        if (value instanceof Record nested) {
            return values(nested);
        } else if (value instanceof Float number) {
            return number.doubleValue();
        } else if (value instanceof List<?> list) {
            List<Object> raw = new ArrayList<>();
            list.forEach(each -> raw.add(raw(each)));
            return raw;
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> raw = new LinkedHashMap<>();
            map.forEach((key, each) -> raw.put(key, raw(each)));
            return raw;
        }
        return value instanceof Optional<?> optional ? optional.map(Given::raw) : value;
    }

    /** All components, or those that are named. */
    static FieldsWanted wanted(Class<?> event, String... components) {
        RecordSchema<?> schema = RecordSchema.of(event);
        Set<String> all = schema.components().stream().map(Component::name).collect(Collectors.toSet());
        return new FieldsWanted(schema, components.length == 0 ? all : Set.of(components), new Json());
    }
}
