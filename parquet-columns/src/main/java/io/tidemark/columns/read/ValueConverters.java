package io.tidemark.columns.read;

import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.Micros;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.Type;

/** From columns to values that are not primitives; a value that is absent is not passed on. */
final class ValueConverters {
    private ValueConverters() {}

    static Converter of(ValueType type, Type column, Faults faults, Consumer<Object> sink) {
        if (type instanceof Scalar scalar) {
            return scalar(scalar, column.getName(), faults, sink);
        }
        if (type instanceof ValueType.EnumType enumType) {
            return text(constants(enumType, column.getName(), faults), sink);
        }
        if (type instanceof ValueType.RecordType nested) {
            return RecordConverter.nested(nested.schema(), column.asGroupType(), faults, sink);
        }
        if (type instanceof ValueType.ListType list) {
            return new ListConverter(list, column.asGroupType(), faults, sink);
        }
        if (type instanceof ValueType.MapType map) {
            return new MapConverter(map, column.asGroupType(), faults, sink);
        }
        ValueType inside = ((ValueType.OptionalType) type).value();
        return of(inside, column, faults, value -> sink.accept(Optional.ofNullable(value)));
    }

    /** Where a record stood: for the columns that come last, in this order. */
    static List<Converter> positions(LogRow row) {
        return List.of(
                new WholeConverter(value -> row.partition = (int) value),
                new WholeConverter(value -> row.offset = value),
                new WholeConverter(value -> row.timestampMillis = value),
                new WholeConverter(value -> row.clockMillis = value));
    }

    private static Converter scalar(Scalar type, String place, Faults faults, Consumer<Object> sink) {
        return switch (type) {
            case BOOLEAN -> new BooleanConverter(sink);
            case BYTE -> new WholeConverter(value -> sink.accept((byte) value));
            case SHORT -> new WholeConverter(value -> sink.accept((short) value));
            case INT -> new WholeConverter(value -> sink.accept((int) value));
            case LONG -> new WholeConverter(sink::accept);
            case FLOAT, DOUBLE -> floating(type, faults, sink::accept);
            case CHAR -> character(place, faults, sink);
            case STRING -> text(text -> text, sink);
            case DECIMAL -> text(BigDecimal::new, sink);
            case INSTANT -> new WholeConverter(value -> sink.accept(Micros.instant(value)));
            case LOCAL_DATE -> new WholeConverter(value -> sink.accept(LocalDate.ofEpochDay(value)));
        };
    }

    /** A column of doubles may hold one that is too large for a float. */
    static FloatingConverter floating(Scalar type, Faults faults, DoubleSink sink) {
        return new FloatingConverter(value -> {
            if (type == Scalar.FLOAT && Float.isInfinite((float) value) && Double.isFinite(value)) {
                faults.add(value + " is out of the range of float");
            }
            sink.put(value);
        });
    }

    /** A column of texts may hold one that is no character. */
    static TextConverter character(String place, Faults faults, Consumer<Object> sink) {
        return text(
                text -> {
                    if (text.length() != 1 || Character.isSurrogate(text.charAt(0))) {
                        faults.add(place + ": " + text + " is not one character");
                        return null;
                    }
                    return text.charAt(0);
                },
                sink);
    }

    static TextConverter text(Function<String, Object> from, Consumer<Object> sink) {
        return new TextConverter(from, sink);
    }

    private static Function<String, Object> constants(ValueType.EnumType type, String place, Faults faults) {
        Map<String, Object> byName = new HashMap<>();
        type.constants().forEach(constant -> byName.put(constant.name(), constant));
        return name -> {
            Object constant = byName.get(name);
            if (constant == null) {
                // A definition that lost a constant would not decode this record either.
                faults.add(place + ": " + name + " is not a constant any more");
            }
            return constant;
        };
    }

    /** Takes one whole number; a file may hold it narrower. */
    @FunctionalInterface
    interface LongSink {
        void put(long value);
    }

    /** Takes one floating number; a file may hold it narrower. */
    @FunctionalInterface
    interface DoubleSink {
        void put(double value);
    }

    static final class WholeConverter extends PrimitiveConverter {
        private final LongSink sink;

        WholeConverter(LongSink sink) {
            this.sink = sink;
        }

        @Override
        public void addInt(int value) {
            sink.put(value);
        }

        @Override
        public void addLong(long value) {
            sink.put(value);
        }
    }

    static final class FloatingConverter extends PrimitiveConverter {
        private final DoubleSink sink;

        FloatingConverter(DoubleSink sink) {
            this.sink = sink;
        }

        @Override
        public void addFloat(float value) {
            sink.put(value);
        }

        @Override
        public void addDouble(double value) {
            sink.put(value);
        }
    }

    static final class BooleanConverter extends PrimitiveConverter {
        private final Consumer<Object> sink;

        BooleanConverter(Consumer<Object> sink) {
            this.sink = sink;
        }

        @Override
        public void addBoolean(boolean value) {
            sink.accept(value);
        }
    }

    /** Makes a value of each entry of a dictionary once. */
    static final class TextConverter extends PrimitiveConverter {
        private final Function<String, Object> from;
        private final Consumer<Object> sink;
        private Object[] values;
        private Dictionary dictionary;

        TextConverter(Function<String, Object> from, Consumer<Object> sink) {
            this.from = from;
            this.sink = sink;
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary entries) {
            dictionary = entries;
            values = new Object[entries.getMaxId() + 1];
        }

        @Override
        public void addValueFromDictionary(int id) {
            Object value = values[id];
            if (value == null) {
                value = from.apply(dictionary.decodeToBinary(id).toStringUsingUTF8());
                values[id] = value;
            }
            put(value);
        }

        @Override
        public void addBinary(Binary value) {
            put(from.apply(value.toStringUsingUTF8()));
        }

        /** @param value null if the text makes none, which is a fault of the row */
        private void put(Object value) {
            if (value != null) {
                sink.accept(value);
            }
        }
    }
}
