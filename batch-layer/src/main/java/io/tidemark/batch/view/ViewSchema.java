package io.tidemark.batch.view;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import io.tidemark.aggregator.ResultType;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import io.tidemark.model.Metric;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of a view file, in this order. Those with an underscore are for Tidemark, the others for people.
 *
 * <pre>
 * one a group field        typed by its GroupType; null is a group of its own
 * tile_start               TIMESTAMP(MICROS); former versions wrote MILLIS, by which Iceberg's readers leave out rows
 *                          where they filter (its issue 18173)
 * one a metric             typed by its ResultType; a decimal is text, for its scale is not fixed; null: no answer
 * _group                   the group's key in GroupCodec's layout: what the rows are sorted by, then by tile_start
 * _state_&lt;metric&gt;          the metric's accumulator; of a sketch, the bytes that other systems read
 * </pre>
 */
final class ViewSchema {
    static final String TILE = "tile_start";
    static final String GROUP = "_group";
    static final String STATE = "_state_";
    /** Key of the footer's entry that names the definition. */
    static final String FINGERPRINT = "tidemark.fingerprint";
    /** Key of the one that no other file has. */
    static final String ID = "tidemark.id";
    /** Event times lie in the years 0 to 9999, so that no tile's start is too large for it. */
    static final long MICROS_A_MILLI = 1000;

    private ViewSchema() {}

    static MessageType whole(AggregationDefinition<?> definition) {
        List<Type> columns = new ArrayList<>(people(definition));
        addStates(definition, columns);
        return new MessageType("view", columns);
    }

    /** Those for people. */
    static List<Type> people(AggregationDefinition<?> definition) {
        List<Type> columns = new ArrayList<>();
        for (GroupField<?> field : definition.groups()) {
            columns.add(groupColumn(field.type(), field.name()));
        }
        columns.add(tileColumn());
        for (Metric<?> metric : definition.metrics()) {
            columns.add(resultColumn(metric.aggregator().resultType(), metric.name()));
        }
        return columns;
    }

    /** Only what is needed to merge, of a file with these columns. */
    static MessageType states(AggregationDefinition<?> definition, MessageType file) {
        List<Type> columns = new ArrayList<>(List.of(hasMicros(file) ? tileColumn() : file.getType(TILE)));
        addStates(definition, columns);
        return new MessageType("view", columns);
    }

    /** Whether tiles are told in microseconds, not in milliseconds. */
    static boolean hasMicros(MessageType file) {
        return file.containsField(TILE) && file.getType(TILE).equals(tileColumn());
    }

    private static void addStates(AggregationDefinition<?> definition, List<Type> columns) {
        columns.add(new PrimitiveType(REQUIRED, BINARY, GROUP));
        for (Metric<?> metric : definition.metrics()) {
            columns.add(new PrimitiveType(REQUIRED, BINARY, STATE + metric.name()));
        }
    }

    private static Type tileColumn() {
        return Types.primitive(INT64, REQUIRED)
                .as(timestampType(true, TimeUnit.MICROS))
                .named(TILE);
    }

    private static Type groupColumn(GroupType type, String name) {
        return switch (type) {
            case STRING, ENUM -> Types.optional(BINARY).as(stringType()).named(name);
            case LONG -> plain(INT64, name);
            case BOOLEAN -> plain(BOOLEAN, name);
            case INSTANT -> micros(name);
            case DATE -> Types.optional(INT32).as(dateType()).named(name);
        };
    }

    private static Type resultColumn(ResultType type, String name) {
        return switch (type) {
            case LONG -> plain(INT64, name);
            case DOUBLE -> plain(DOUBLE, name);
            case BOOLEAN -> plain(BOOLEAN, name);
            case INSTANT -> micros(name);
            case DECIMAL, STRING -> Types.optional(BINARY).as(stringType()).named(name);
            case JSON -> Types.optional(BINARY).as(jsonType()).named(name);
        };
    }

    private static Type plain(PrimitiveTypeName type, String name) {
        return new PrimitiveType(OPTIONAL, type, name);
    }

    private static Type micros(String name) {
        return Types.optional(INT64).as(timestampType(true, TimeUnit.MICROS)).named(name);
    }
}
