package io.tidemark.event.csv;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decodes one line of CSV. Owned by one thread. */
final class CsvDecoder implements FieldDecoder {
    private final UndeclaredFields undeclared;
    private final List<String> columns;
    private final CsvLine line;
    /** For each column what it is read into, or null if that is nothing. */
    private final CsvField[] fields;

    private final ComponentValues values;

    CsvDecoder(RecordSchema<?> schema, Csv format, UndeclaredFields undeclared) {
        this.undeclared = undeclared;
        columns = format.columnsFor(schema);
        line = new CsvLine(format.separator(), columns.size());
        fields = new CsvField[columns.size()];
        values = schema.newValues();
        schema.fields().forEach(this::place);
        Set<String> names = new HashSet<>();
        for (String column : columns) {
            if (!names.add(column)) {
                throw new IllegalArgumentException("column \"" + column + "\" is there twice");
            }
        }
    }

    private void place(Component component) {
        CsvField field = new CsvField(component, undeclared);
        int column = columns.indexOf(component.nameInLog());
        if (column >= 0) {
            fields[column] = field;
        } else if (component.isPrimitive()) {
            throw new IllegalArgumentException(component.nameInLog() + ": is a primitive and not among the columns");
        }
    }

    @Override
    public ComponentValues decode(byte[] bytes, int offset, int length) throws DecodeException {
        String[] found = line.split(bytes, offset, length);
        undeclared.clear();
        values.clear();
        for (int column = 0; column < found.length; column++) {
            if (fields[column] != null) {
                fields[column].take(found[column], values);
            }
            if (undeclared.areKept() && (fields[column] == null || undeclared.takeMore())) {
                undeclared.addText(columns.get(column), found[column]);
            }
        }
        return values;
    }
}
