package io.tidemark.columns.event;

import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.NumberColumn;
import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a value apart into its columns, as in "Dremel: Interactive Analysis of Web-Scale Datasets" (Melnik and others,
 * 2010): with each value go two levels, at which list or map of its path it repeats, and how much of the path is there.
 */
@FunctionalInterface
interface Shredder {
    /**
     * @param value null if it is absent
     * @param repetition at which list or map it repeats
     * @param definition how much of the path above the value is there
     */
    void write(Object value, int repetition, int definition);

    /**
     * @param columns the next ones belong to the value
     * @param depth how many lists and maps are around it
     */
    static Shredder of(ValueType type, Iterator<Column> columns, int depth) {
        if (type instanceof Scalar scalar) {
            return scalar(scalar, columns.next());
        }
        if (type instanceof ValueType.EnumType) {
            BinaryColumn column = (BinaryColumn) columns.next();
            return present(column, (value, r) -> column.add(r, ((Enum<?>) value).name()));
        }
        if (type instanceof ValueType.RecordType nested) {
            Shredder[] components = components(nested.schema(), columns, depth);
            return (value, repetition, definition) -> {
                int inside = value == null ? definition : definition + 1;
                for (Shredder component : components) {
                    component.write(value, repetition, inside);
                }
            };
        }
        if (type instanceof ValueType.ListType list) {
            return list(of(list.element(), columns, depth + 1), depth + 1);
        }
        if (type instanceof ValueType.MapType map) {
            BinaryColumn keys = (BinaryColumn) columns.next();
            return map(keys, of(map.value(), columns, depth + 1), depth + 1);
        }
        return of(((ValueType.OptionalType) type).value(), columns, depth);
    }

    private static Shredder scalar(Scalar type, Column column) {
        if (column instanceof BinaryColumn texts) {
            return present(texts, (value, r) -> texts.add(r, value.toString()));
        }
        NumberColumn numbers = (NumberColumn) column;
        return switch (type) {
            case BOOLEAN -> present(column, (value, r) -> numbers.add(r, (Boolean) value ? 1 : 0));
            case BYTE, SHORT, INT, LONG -> present(column, (value, r) -> numbers.add(r, ((Number) value).longValue()));
            case FLOAT, DOUBLE ->
                present(column, (value, r) -> numbers.add(r, Double.doubleToRawLongBits((Double) value)));
            case INSTANT -> present(column, (value, r) -> numbers.add(r, Micros.of((Instant) value)));
            case LOCAL_DATE -> present(column, (value, r) -> numbers.add(r, days((LocalDate) value)));
            case CHAR, STRING, DECIMAL -> throw new IllegalArgumentException(type + ": is no number");
        };
    }

    /** As Parquet has a date: an int. */
    private static int days(LocalDate date) {
        return Math.toIntExact(date.toEpochDay());
    }

    private static Shredder present(Column column, Present write) {
        return (value, repetition, definition) -> {
            if (value == null) {
                column.addAbsent(repetition, definition);
            } else {
                write.write(value, repetition);
            }
        };
    }

    private static Shredder list(Shredder element, int depth) {
        return (value, repetition, definition) -> {
            if (value == null) {
                element.write(null, repetition, definition);
                return;
            }
            List<?> elements = (List<?>) value;
            if (elements.isEmpty()) {
                element.write(null, repetition, definition + 1);
            }
            int at = repetition;
            for (Object each : elements) {
                element.write(each, at, definition + 2);
                at = depth;
            }
        };
    }

    private static Shredder map(BinaryColumn keys, Shredder element, int depth) {
        return (value, repetition, definition) -> {
            Map<?, ?> entries = value == null ? Map.of() : (Map<?, ?>) value;
            if (entries.isEmpty()) {
                int inside = value == null ? definition : definition + 1;
                keys.addAbsent(repetition, inside);
                element.write(null, repetition, inside);
            }
            int at = repetition;
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                keys.add(at, (String) entry.getKey());
                element.write(entry.getValue(), at, definition + 2);
                at = depth;
            }
        };
    }

    /** One for each component; what they are given is the record's values, or null if it is absent. */
    static Shredder[] components(RecordSchema<?> schema, Iterator<Column> columns, int depth) {
        Shredder[] fields = new Shredder[schema.fields().size()];
        for (int i = 0; i < fields.length; i++) {
            Component component = schema.fields().get(i);
            fields[i] =
                    component.isPrimitive() ? primitive(component, columns.next()) : object(component, columns, depth);
        }
        return fields;
    }

    private static Shredder primitive(Component component, Column column) {
        int index = component.index();
        if (column instanceof BinaryColumn texts) {
            return present(
                    texts,
                    (record, r) -> texts.add(r, String.valueOf((char) ((ComponentValues) record).longAt(index))));
        }
        // Of a floating number these are its bits, which is what the column takes.
        NumberColumn numbers = (NumberColumn) column;
        return present(column, (record, r) -> numbers.add(r, ((ComponentValues) record).longAt(index)));
    }

    private static Shredder object(Component component, Iterator<Column> columns, int depth) {
        Shredder shredder = of(component.type(), columns, depth);
        int index = component.index();
        boolean optional = component.type() instanceof ValueType.OptionalType;
        return (record, repetition, definition) -> {
            Object value = record == null ? null : ((ComponentValues) record).objectAt(index);
            if (optional && value != null) {
                value = ((Optional<?>) value).orElse(null);
            }
            shredder.write(value, repetition, definition);
        };
    }

    /** Writes a value that is there. */
    @FunctionalInterface
    interface Present {
        void write(Object value, int repetition);
    }
}
