package io.tidemark.batch.archive.columns;

import io.tidemark.event.Component;
import io.tidemark.event.RecordSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * What is read of a file: the wanted columns as the file has them. A file that was written for an older form of the
 * record class may lack columns, which are then absent, and may hold narrower numbers.
 */
final class Projection {
    private Projection() {}

    /** @throws ColumnMismatchException if the file's columns cannot make the record class */
    static MessageType of(RecordSchema<?> schema, Predicate<String> components, MessageType file) {
        List<Type> columns = new ArrayList<>();
        GroupType wanted = EventColumns.of(schema);
        for (Component component : schema.components()) {
            if (components.test(component.name())) {
                Type column = wanted.getType(component.name());
                checkThere(column, file, component.name());
                add(columns, column, file, component.name());
            }
        }
        EventColumns.positions().forEach(column -> add(columns, column, file, column.getName()));
        return new MessageType("event", columns);
    }

    private static void add(List<Type> columns, Type wanted, GroupType file, String place) {
        if (file.containsField(wanted.getName())) {
            columns.add(narrowed(wanted, file.getType(wanted.getName()), place));
        }
    }

    private static Type narrowed(Type wanted, Type found, String place) {
        if (wanted.isPrimitive() != found.isPrimitive()) {
            throw mismatch(place, wanted, found);
        }
        if (wanted.isPrimitive()) {
            checkFits(wanted, found, place);
            return found;
        }
        List<Type> fields = new ArrayList<>();
        for (Type field : wanted.asGroupType().getFields()) {
            checkThere(field, found.asGroupType(), place + "." + field.getName());
            add(fields, field, found.asGroupType(), place + "." + field.getName());
        }
        if (fields.isEmpty()) {
            throw mismatch(place, wanted, found);
        }
        return found.asGroupType().withNewFields(fields);
    }

    private static void checkThere(Type wanted, GroupType file, String place) {
        if (wanted.isRepetition(Type.Repetition.REQUIRED) && !file.containsField(wanted.getName())) {
            throw new ColumnMismatchException("TM-ARC-003 " + place
                    + ": is a primitive, and the archive has records without it; use its box or an Optional");
        }
    }

    private static void checkFits(Type wanted, Type found, String place) {
        PrimitiveTypeName from = found.asPrimitiveType().getPrimitiveTypeName();
        PrimitiveTypeName to = wanted.asPrimitiveType().getPrimitiveTypeName();
        boolean sameMeaning = Objects.equals(found.getLogicalTypeAnnotation(), wanted.getLogicalTypeAnnotation());
        boolean wider = (isWhole(found) && isWhole(wanted) && width(found) <= width(wanted))
                || (from == PrimitiveTypeName.FLOAT && to == PrimitiveTypeName.DOUBLE);
        if (!(from == to && sameMeaning) && !wider) {
            throw mismatch(place, wanted, found);
        }
    }

    private static boolean isWhole(Type type) {
        PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
        boolean integer = name == PrimitiveTypeName.INT32 || name == PrimitiveTypeName.INT64;
        return integer
                && (type.getLogicalTypeAnnotation() == null
                        || type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation);
    }

    private static int width(Type type) {
        if (type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer) {
            return integer.getBitWidth();
        }
        return type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32 ? 32 : 64;
    }

    private static ColumnMismatchException mismatch(String place, Type wanted, Type found) {
        return new ColumnMismatchException("TM-ARC-004 " + place + ": the archive has " + found
                + ", the record class now has " + wanted + "; give the component its old type, or a new name");
    }
}
