package io.tidemark.event;

import io.tidemark.event.value.JsonTexts;
import java.util.stream.Collectors;

/** What a record class takes of a log, as text: two classes of the same text take and refuse the same fields. */
final class SchemaText {
    private SchemaText() {}

    static String of(RecordSchema<?> schema) {
        return schema.components().stream()
                .map(component -> beside(component)
                        + quoted(component.nameInLog())
                        + (component.isPrimitive() ? "!" : ":")
                        + of(component.type()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String beside(Component component) {
        return switch (component.source()) {
            case VALUE -> "";
            case KEY -> "key ";
            case HEADER -> "header ";
        };
    }

    private static String of(ValueType type) {
        if (type instanceof ValueType.EnumType enumType) {
            return enumType.constants().stream().map(Enum::name).collect(Collectors.joining("|", "(", ")"));
        }
        if (type instanceof ValueType.RecordType record) {
            return of(record.schema());
        }
        if (type instanceof ValueType.ListType list) {
            return "[" + of(list.element()) + "]";
        }
        if (type instanceof ValueType.MapType map) {
            return "map " + of(map.value());
        }
        // An optional takes what a component that may be null takes.
        return type instanceof ValueType.OptionalType optional ? of(optional.value()) : type.toString();
    }

    private static String quoted(String name) {
        StringBuilder quoted = new StringBuilder();
        JsonTexts.addQuoted(name, quoted);
        return quoted.toString();
    }
}
