package io.tidemark.event;

import io.tidemark.event.ValueType.Scalar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decodes one line of CSV. Owned by one thread. */
final class CsvDecoder<E> implements EventDecoder<E> {
    private final RecordSchema<E> schema;
    private final CsvLine line;
    /** For each column its component, or null if there is none. */
    private final Component[] components;

    private final TextValue[] readers;
    private final ComponentValues values;

    CsvDecoder(RecordSchema<E> schema, Csv format) {
        this.schema = schema;
        List<String> columns = format.columns().isEmpty()
                ? schema.components().stream().map(Component::nameInLog).toList()
                : format.columns();
        line = new CsvLine(format.separator(), columns.size());
        components = new Component[columns.size()];
        readers = new TextValue[columns.size()];
        values = schema.newValues();
        schema.components().forEach(component -> place(component, columns));
        Set<String> names = new HashSet<>();
        for (String column : columns) {
            if (!names.add(column)) {
                throw new IllegalArgumentException("column \"" + column + "\" is there twice");
            }
        }
    }

    private void place(Component component, List<String> columns) {
        TextValue reader = TextValue.of(component.nameInLog(), component.type());
        int column = columns.indexOf(component.nameInLog());
        if (column >= 0) {
            components[column] = component;
            readers[column] = reader;
        } else if (component.isPrimitive()) {
            throw new IllegalArgumentException(component.nameInLog() + ": is a primitive and not among the columns");
        }
    }

    @Override
    public E decode(byte[] bytes, int offset, int length) throws DecodeException {
        String[] fields = line.split(bytes, offset, length);
        values.clear();
        for (int column = 0; column < fields.length; column++) {
            if (components[column] != null) {
                take(components[column], readers[column], fields[column]);
            }
        }
        try {
            return schema.create(values);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new DecodeException(schema.recordClass().getSimpleName() + ": " + fault, fault);
        }
    }

    private void take(Component component, TextValue reader, String field) throws DecodeException {
        if (field == null) {
            if (component.isPrimitive()) {
                throw TextValues.missing(component.nameInLog());
            }
            return;
        }
        Object value = reader.read(field);
        if (!component.isPrimitive()) {
            values.put(component.index(), value);
        } else if (component.isFloatingPrimitive()) {
            values.putDouble(component.index(), ((Number) value).doubleValue());
        } else if (component.type() == Scalar.BOOLEAN) {
            values.putLong(component.index(), (boolean) value ? 1 : 0);
        } else if (component.type() == Scalar.CHAR) {
            values.putLong(component.index(), (char) value);
        } else {
            values.putLong(component.index(), ((Number) value).longValue());
        }
    }
}
