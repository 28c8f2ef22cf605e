package io.tidemark.columns.read;

import io.tidemark.event.ValueType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;

/** Puts a map together: a group of repeated groups of a key and a value. */
final class MapConverter extends GroupConverter {
    private final Consumer<Object> sink;
    private final Repeated repeated;
    private Map<Object, Object> entries;

    MapConverter(ValueType.MapType type, GroupType column, Faults faults, Consumer<Object> sink) {
        this.sink = sink;
        this.repeated = new Repeated(type, column.getType(0).asGroupType(), faults);
    }

    @Override
    public Converter getConverter(int index) {
        return repeated;
    }

    @Override
    public void start() {
        entries = new LinkedHashMap<>();
    }

    @Override
    public void end() {
        sink.accept(Collections.unmodifiableMap(entries));
    }

    private final class Repeated extends GroupConverter {
        private final Converter key = ValueConverters.text(text -> text, text -> currentKey = text);
        private final Converter value;
        private Object currentKey;
        private Object currentValue;

        Repeated(ValueType.MapType type, GroupType column, Faults faults) {
            value = ValueConverters.of(type.value(), column.getType(1), faults, read -> currentValue = read);
        }

        @Override
        public Converter getConverter(int index) {
            return index == 0 ? key : value;
        }

        @Override
        public void start() {
            currentKey = null;
            currentValue = null;
        }

        @Override
        public void end() {
            entries.put(currentKey, currentValue);
        }
    }
}
