package io.tidemark.batch.archive.columns;

import io.tidemark.event.Component;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes one value that is not null. */
@FunctionalInterface
interface ValueWriter {
    void write(Object value, RecordConsumer to);

    static ValueWriter of(ValueType type) {
        if (type instanceof Scalar scalar) {
            return scalar(scalar);
        }
        if (type instanceof ValueType.EnumType) {
            return (value, to) -> to.addBinary(Binary.fromString(((Enum<?>) value).name()));
        }
        if (type instanceof ValueType.RecordType nested) {
            return record(nested.schema());
        }
        if (type instanceof ValueType.ListType list) {
            return list(of(list.element()));
        }
        if (type instanceof ValueType.MapType map) {
            return map(of(map.value()));
        }
        return of(((ValueType.OptionalType) type).value());
    }

    private static ValueWriter scalar(Scalar type) {
        return switch (type) {
            case BOOLEAN -> (value, to) -> to.addBoolean((Boolean) value);
            case BYTE, SHORT, INT -> (value, to) -> to.addInteger(((Number) value).intValue());
            case LONG -> (value, to) -> to.addLong((Long) value);
            case FLOAT -> (value, to) -> to.addFloat((Float) value);
            case DOUBLE -> (value, to) -> to.addDouble((Double) value);
            case CHAR, STRING -> (value, to) -> to.addBinary(Binary.fromString(value.toString()));
            case DECIMAL -> (value, to) -> to.addBinary(Binary.fromString(((BigDecimal) value).toString()));
            case INSTANT -> (value, to) -> to.addLong(Micros.of((Instant) value));
            case LOCAL_DATE -> (value, to) -> to.addInteger(Math.toIntExact(((LocalDate) value).toEpochDay()));
        };
    }

    private static ValueWriter record(RecordSchema<?> schema) {
        ComponentWriter[] fields = components(schema);
        return (value, to) -> {
            to.startGroup();
            for (ComponentWriter field : fields) {
                field.write(value, to);
            }
            to.endGroup();
        };
    }

    private static ValueWriter list(ValueWriter element) {
        return (value, to) -> {
            to.startGroup();
            List<?> elements = (List<?>) value;
            if (!elements.isEmpty()) {
                to.startField("list", 0);
                for (Object each : elements) {
                    to.startGroup();
                    writeField(EventColumns.ELEMENT, 0, each, element, to);
                    to.endGroup();
                }
                to.endField("list", 0);
            }
            to.endGroup();
        };
    }

    private static ValueWriter map(ValueWriter element) {
        ValueWriter key = scalar(Scalar.STRING);
        return (value, to) -> {
            to.startGroup();
            Map<?, ?> entries = (Map<?, ?>) value;
            if (!entries.isEmpty()) {
                to.startField("key_value", 0);
                for (Map.Entry<?, ?> entry : entries.entrySet()) {
                    to.startGroup();
                    writeField(EventColumns.KEY, 0, entry.getKey(), key, to);
                    writeField(EventColumns.VALUE, 1, entry.getValue(), element, to);
                    to.endGroup();
                }
                to.endField("key_value", 0);
            }
            to.endGroup();
        };
    }

    private static void writeField(String name, int index, Object value, ValueWriter writer, RecordConsumer to) {
        if (value != null) {
            to.startField(name, index);
            writer.write(value, to);
            to.endField(name, index);
        }
    }

    static ComponentWriter[] components(RecordSchema<?> schema) {
        return schema.components().stream().map(ValueWriter::component).toArray(ComponentWriter[]::new);
    }

    private static ComponentWriter component(Component component) {
        if (component.isPrimitive()) {
            return primitive(component);
        }
        ValueWriter writer = of(component.type());
        if (component.type() instanceof ValueType.OptionalType) {
            return (event, to) -> {
                Optional<?> value = (Optional<?>) component.valueOf(event);
                writeField(component.name(), component.index(), value == null ? null : value.orElse(null), writer, to);
            };
        }
        return (event, to) -> writeField(component.name(), component.index(), component.valueOf(event), writer, to);
    }

    private static ComponentWriter primitive(Component component) {
        String name = component.name();
        int index = component.index();
        ComponentWriter writer =
                switch ((Scalar) component.type()) {
                    case BOOLEAN -> (event, to) -> to.addBoolean(component.longOf(event) != 0);
                    case BYTE, SHORT, INT -> (event, to) -> to.addInteger((int) component.longOf(event));
                    case FLOAT -> (event, to) -> to.addFloat((float) component.doubleOf(event));
                    case DOUBLE -> (event, to) -> to.addDouble(component.doubleOf(event));
                    case CHAR ->
                        (event, to) -> to.addBinary(Binary.fromString(String.valueOf((char) component.longOf(event))));
                    default -> (event, to) -> to.addLong(component.longOf(event));
                };
        return (event, to) -> {
            to.startField(name, index);
            writer.write(event, to);
            to.endField(name, index);
        };
    }

    /** Writes one component of a record, or nothing when it is absent. */
    @FunctionalInterface
    interface ComponentWriter {
        void write(Object event, RecordConsumer to);
    }
}
