package io.tidemark.columns.copy;

import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.NumberColumn;
import io.tidemark.columns.write.RowShredder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/** Writes the values of each column of a row, with their levels, as they were found. */
final class StoredShredder implements RowShredder<StoredRow> {
    private final List<ColumnCopy> copies = new ArrayList<>();

    StoredShredder(MessageType schema, Iterator<Column> columns) {
        for (ColumnDescriptor descriptor : schema.getColumns()) {
            Column column = columns.next();
            copies.add(new ColumnCopy(descriptor.getMaxDefinitionLevel(), column, value(descriptor, column)));
        }
    }

    @Override
    public void write(StoredRow row) {
        for (int i = 0; i < row.columns.length; i++) {
            copies.get(i).copyRow(row.columns[i]);
        }
    }

    /** Writes the value at which a reader stands. */
    @FunctionalInterface
    private interface Value {
        void copy(ColumnReader from, int repetition);
    }

    private record ColumnCopy(int maxDefinition, Column to, Value value) {
        void copyRow(ColumnReader from) {
            do {
                int definition = from.getCurrentDefinitionLevel();
                if (definition == maxDefinition) {
                    value.copy(from, from.getCurrentRepetitionLevel());
                } else {
                    to.addAbsent(from.getCurrentRepetitionLevel(), definition);
                }
                from.consume();
                // Behind the last value of a row group there is none, and no level either.
            } while (from.getCurrentRepetitionLevel() > 0);
        }
    }

    private static Value value(ColumnDescriptor descriptor, Column column) {
        if (column instanceof BinaryColumn binary) {
            if (isText(descriptor.getPrimitiveType())) {
                return (from, repetition) ->
                        binary.add(repetition, from.getBinary().toStringUsingUTF8());
            }
            return (from, repetition) -> {
                Binary bytes = from.getBinary();
                binary.add(repetition, bytes.getBytesUnsafe());
            };
        }
        NumberColumn numbers = (NumberColumn) column;
        return switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> (from, repetition) -> numbers.add(repetition, from.getBoolean() ? 1 : 0);
            case INT32 -> (from, repetition) -> numbers.add(repetition, from.getInteger());
            case INT64 -> (from, repetition) -> numbers.add(repetition, from.getLong());
            case FLOAT -> (from, repetition) -> numbers.add(repetition, Float.floatToRawIntBits(from.getFloat()));
            case DOUBLE -> (from, repetition) -> numbers.add(repetition, Double.doubleToRawLongBits(from.getDouble()));
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
                throw new IllegalArgumentException(descriptor + ": is no number");
        };
    }

    /** Whether a column holds texts, which the archive's own writers give as such: then they are valid UTF-8. */
    private static boolean isText(PrimitiveType type) {
        return type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation
                || type.getLogicalTypeAnnotation() instanceof EnumLogicalTypeAnnotation
                || type.getLogicalTypeAnnotation() instanceof JsonLogicalTypeAnnotation;
    }
}
