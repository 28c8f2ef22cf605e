package io.tidemark.columns.event;

import io.tidemark.event.Component;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * How a column that was written for one form of a record class serves another form of it, such that a reader finds what a
 * decoder would find in the log.
 */
enum Fit {
    /** The values of the column are the values. */
    AS_IS,
    /** What the log said is written again as JSON, from the column and the undeclared fields, and decoded anew. */
    BY_TEXT,
    /** The column does not tell what the log said. */
    UNKNOWN,
    /** It is read from the key or a header, which the file holds as they came. */
    BESIDE;

    /** What a column of one value tells of the field in the log. */
    private enum Told {
        TRUTH,
        WHOLE,
        /** A number, but not whether it was written as a whole one. */
        NUMBER,
        /** A number as it was written. */
        NUMBER_TEXT,
        TEXT,
        DATE,
        /** A point in time, but not whether it was written as text or as a number. */
        INSTANT,
        NOTHING
    }

    /**
     * @param tellsTypes whether a field of the log shows if it is a text, a number or a truth value
     * @param keepsUndeclared whether the file holds what the class did not declare
     */
    record Rules(boolean tellsTypes, boolean keepsUndeclared) {
        Fit absent() {
            return keepsUndeclared ? BY_TEXT : UNKNOWN;
        }
    }

    static Fit of(ValueType wanted, Type found, Rules rules) {
        if (wanted instanceof ValueType.OptionalType optional) {
            return of(optional.value(), found, rules);
        }
        if (found.isPrimitive()) {
            // No decoder takes a single value for a record, a list or a map: it says so record by record.
            Told told = told(found);
            boolean one = wanted instanceof Scalar || wanted instanceof ValueType.EnumType;
            return told == Told.NOTHING ? UNKNOWN : one ? ofOne(wanted, told, found, rules) : BY_TEXT;
        }
        GroupType group = found.asGroupType();
        LogicalTypeAnnotation kind = group.getLogicalTypeAnnotation();
        if (wanted instanceof ValueType.ListType list
                && LogicalTypeAnnotation.listType().equals(kind)) {
            return of(list.element(), group.getType(0).asGroupType().getType(0), rules);
        }
        if (wanted instanceof ValueType.MapType map
                && LogicalTypeAnnotation.mapType().equals(kind)) {
            return of(map.value(), group.getType(0).asGroupType().getType(1), rules);
        }
        if (wanted instanceof ValueType.RecordType record && kind == null) {
            return ofRecord(record.schema(), group, rules);
        }
        // A map and a record are both written as an object, and their columns do not tell which names it had.
        boolean bothObjects = !LogicalTypeAnnotation.listType().equals(kind)
                && (wanted instanceof ValueType.MapType || wanted instanceof ValueType.RecordType);
        return bothObjects ? UNKNOWN : BY_TEXT;
    }

    private static Fit ofRecord(RecordSchema<?> schema, GroupType found, Rules rules) {
        Fit worst = AS_IS;
        for (Component component : schema.components()) {
            Fit fit = found.containsField(component.nameInLog())
                    ? of(component.type(), found.getType(component.nameInLog()), rules)
                    : rules.absent();
            worst = worst.compareTo(fit) >= 0 ? worst : fit;
        }
        return worst;
    }

    private static Fit ofOne(ValueType wanted, Told told, Type found, Rules rules) {
        boolean wantsText = wanted instanceof ValueType.EnumType || wanted == Scalar.STRING || wanted == Scalar.CHAR;
        boolean wantsWhole =
                wanted == Scalar.BYTE || wanted == Scalar.SHORT || wanted == Scalar.INT || wanted == Scalar.LONG;
        boolean wantsDouble = wanted == Scalar.FLOAT || wanted == Scalar.DOUBLE;
        boolean isSame =
                switch (told) {
                    case TRUTH -> wanted == Scalar.BOOLEAN;
                    case WHOLE -> wantsWhole && width(found) <= width((Scalar) wanted);
                    case NUMBER -> wantsDouble;
                    case NUMBER_TEXT -> wanted == Scalar.DECIMAL;
                    case TEXT -> wantsText;
                    case DATE -> wanted == Scalar.LOCAL_DATE;
                    case INSTANT -> wanted == Scalar.INSTANT;
                    case NOTHING -> false;
                };
        if (isSame) {
            return AS_IS;
        }
        boolean isUnknown =
                switch (told) {
                    // Where all fields are texts, 7 may have been written as 007, or as +7, which is no instant.
                    case WHOLE, NUMBER_TEXT -> (wantsText || wanted == Scalar.INSTANT) && !rules.tellsTypes();
                    case NUMBER -> wantsWhole || wanted == Scalar.INSTANT || (wantsText && !rules.tellsTypes());
                    case INSTANT, NOTHING -> true;
                    case TRUTH, TEXT, DATE -> false;
                };
        return isUnknown ? UNKNOWN : BY_TEXT;
    }

    private static Told told(Type found) {
        PrimitiveTypeName name = found.asPrimitiveType().getPrimitiveTypeName();
        LogicalTypeAnnotation means = found.getLogicalTypeAnnotation();
        boolean isPlain = means == null || means instanceof IntLogicalTypeAnnotation;
        return switch (name) {
            case BOOLEAN -> Told.TRUTH;
            case INT32 ->
                isPlain ? Told.WHOLE : LogicalTypeAnnotation.dateType().equals(means) ? Told.DATE : Told.NOTHING;
            case INT64 -> isPlain ? Told.WHOLE : means.equals(EventColumns.INSTANT_MEANS) ? Told.INSTANT : Told.NOTHING;
            case DOUBLE -> Told.NUMBER;
            case BINARY ->
                LogicalTypeAnnotation.jsonType().equals(means)
                        ? Told.NUMBER_TEXT
                        : means == null ? Told.NOTHING : Told.TEXT;
            case FLOAT, INT96, FIXED_LEN_BYTE_ARRAY -> Told.NOTHING;
        };
    }

    private static int width(Type found) {
        if (found.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer) {
            return integer.getBitWidth();
        }
        return found.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32 ? Integer.SIZE : Long.SIZE;
    }

    private static int width(Scalar wanted) {
        return switch (wanted) {
            case BYTE -> Byte.SIZE;
            case SHORT -> Short.SIZE;
            case INT -> Integer.SIZE;
            default -> Long.SIZE;
        };
    }
}
