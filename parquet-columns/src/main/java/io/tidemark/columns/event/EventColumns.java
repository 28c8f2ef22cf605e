package io.tidemark.columns.event;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;

import io.tidemark.columns.head.HeadColumns;
import io.tidemark.event.Component;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * The columns of an archive file: one for each component of the event, by its name in the log, then where the record
 * stood. They hold what the log said, before any constructor ran.
 *
 * <pre>
 * boolean                      BOOLEAN              Instant     INT64 TIMESTAMP(MICROS, UTC)
 * byte, short, int             INT32 (INT 8, 16)    LocalDate   INT32 DATE
 * long                         INT64                BigDecimal  BINARY JSON, the number as the log writes it
 * float, double                DOUBLE               record      group
 * char, String                 BINARY STRING        List        LIST, three levels, elements may be null
 * enum                         BINARY ENUM          Map         MAP, three levels, values may be null
 *
 * _undeclared BINARY STRING    a JSON object of what the class does not hold of the record; absent if it holds all
 * _value BINARY                the record as it came, for formats that are not read field by field
 * _key, _headers               what stands beside the value, if it is kept: see {@link HeadColumns}
 * _partition INT32 · _offset INT64 · _timestamp, _clock INT64 TIMESTAMP(MILLIS, UTC)
 * </pre>
 *
 * Primitives are required; everything else is optional, an {@code Optional} is what it holds.
 */
public final class EventColumns {
    public static final String PARTITION = "_partition";
    public static final String OFFSET = "_offset";
    public static final String TIMESTAMP = "_timestamp";
    /** The log clock once it has taken the record in. */
    public static final String CLOCK = "_clock";

    public static final String UNDECLARED = "_undeclared";
    public static final String VALUE_BYTES = "_value";

    static final String ELEMENT = "element";
    static final String KEY = "key";
    static final String VALUE = "value";

    /** Names that no field of a record may have. */
    private static final Set<String> OWN =
            Set.of(PARTITION, OFFSET, TIMESTAMP, CLOCK, UNDECLARED, VALUE_BYTES, HeadColumns.KEY, HeadColumns.HEADERS);

    public static final LogicalTypeAnnotation INSTANT_MEANS =
            LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS);

    private EventColumns() {}

    /**
     * Those of records that are read field by field.
     *
     * @throws IllegalArgumentException if a component has the name of one of the archive's own columns
     */
    static MessageType of(RecordSchema<?> schema, boolean withUndeclared, HeadColumns head) {
        List<Type> columns = new ArrayList<>(fields(schema));
        for (Type column : columns) {
            if (OWN.contains(column.getName())) {
                throw new IllegalArgumentException(column.getName() + ": the archive has a column of this name");
            }
        }
        if (withUndeclared) {
            columns.add(undeclared());
        }
        columns.addAll(head.types());
        columns.addAll(positions());
        return new MessageType("record", columns);
    }

    /** Those of records that are kept as the bytes they are. */
    static MessageType ofBytes(HeadColumns head) {
        return new MessageType("record", wholes(true, head));
    }

    /** Those of records without a value. */
    static MessageType ofTombstones(HeadColumns head) {
        return new MessageType("record", wholes(false, head));
    }

    /** What a file holds that is not read field by field. */
    public static MessageType wholes(MessageType file) {
        return new MessageType("record", wholes(file.containsField(VALUE_BYTES), HeadColumns.of(file)));
    }

    private static List<Type> wholes(boolean withValues, HeadColumns head) {
        List<Type> columns = new ArrayList<>();
        if (withValues) {
            columns.add(Types.required(PrimitiveTypeName.BINARY).named(VALUE_BYTES));
        }
        columns.addAll(head.types());
        columns.addAll(positions());
        return columns;
    }

    static Type undeclared() {
        return Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(UNDECLARED);
    }

    /** Where a record stood in the log. */
    static List<Type> positions() {
        LogicalTypeAnnotation millis = LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS);
        return List.of(
                Types.required(PrimitiveTypeName.INT32).named(PARTITION),
                Types.required(PrimitiveTypeName.INT64).named(OFFSET),
                Types.required(PrimitiveTypeName.INT64).as(millis).named(TIMESTAMP),
                Types.required(PrimitiveTypeName.INT64).as(millis).named(CLOCK));
    }

    static List<Type> fields(RecordSchema<?> schema) {
        List<Type> fields = new ArrayList<>();
        for (Component component : schema.fields()) {
            Repetition repetition = component.isPrimitive() ? Repetition.REQUIRED : Repetition.OPTIONAL;
            fields.add(field(component.nameInLog(), component.type(), repetition));
        }
        return fields;
    }

    private static Type field(String name, ValueType type, Repetition repetition) {
        if (type instanceof Scalar scalar) {
            return scalar(name, scalar, repetition);
        }
        if (type instanceof ValueType.EnumType) {
            return Types.primitive(PrimitiveTypeName.BINARY, repetition)
                    .as(LogicalTypeAnnotation.enumType())
                    .named(name);
        }
        if (type instanceof ValueType.RecordType nested) {
            return new GroupType(repetition, name, fields(nested.schema()));
        }
        if (type instanceof ValueType.ListType list) {
            return Types.list(repetition)
                    .element(field(ELEMENT, list.element(), Repetition.OPTIONAL))
                    .named(name);
        }
        if (type instanceof ValueType.MapType map) {
            Type key = Types.required(PrimitiveTypeName.BINARY).as(stringType()).named(KEY);
            return Types.map(repetition)
                    .key(key)
                    .value(field(VALUE, map.value(), Repetition.OPTIONAL))
                    .named(name);
        }
        return field(name, ((ValueType.OptionalType) type).value(), repetition);
    }

    private static Type scalar(String name, Scalar type, Repetition repetition) {
        return switch (type) {
            case BOOLEAN -> plain(name, PrimitiveTypeName.BOOLEAN, repetition);
            case BYTE -> as(name, PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(8, true), repetition);
            case SHORT -> as(name, PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(16, true), repetition);
            case INT -> plain(name, PrimitiveTypeName.INT32, repetition);
            case LONG -> plain(name, PrimitiveTypeName.INT64, repetition);
            // A float is what a constructor makes of the number in the log.
            case FLOAT, DOUBLE -> plain(name, PrimitiveTypeName.DOUBLE, repetition);
            case CHAR, STRING -> as(name, PrimitiveTypeName.BINARY, stringType(), repetition);
            case DECIMAL -> as(name, PrimitiveTypeName.BINARY, LogicalTypeAnnotation.jsonType(), repetition);
            case INSTANT -> as(name, PrimitiveTypeName.INT64, INSTANT_MEANS, repetition);
            case LOCAL_DATE -> as(name, PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType(), repetition);
        };
    }

    private static Type plain(String name, PrimitiveTypeName type, Repetition repetition) {
        return Types.primitive(type, repetition).named(name);
    }

    private static Type as(String name, PrimitiveTypeName type, LogicalTypeAnnotation means, Repetition repetition) {
        return Types.primitive(type, repetition).as(means).named(name);
    }
}
