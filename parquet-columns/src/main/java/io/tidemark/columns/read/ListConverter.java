package io.tidemark.columns.read;

import io.tidemark.event.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;

/** Puts a list together: a group of repeated groups of one element each. */
final class ListConverter extends GroupConverter {
    private final Consumer<Object> sink;
    private final Repeated repeated;
    private List<Object> elements;

    ListConverter(ValueType.ListType type, GroupType column, Faults faults, Consumer<Object> sink) {
        this.sink = sink;
        this.repeated = new Repeated(type, column.getType(0).asGroupType(), faults);
    }

    @Override
    public Converter getConverter(int index) {
        return repeated;
    }

    @Override
    public void start() {
        elements = new ArrayList<>();
    }

    @Override
    public void end() {
        sink.accept(Collections.unmodifiableList(elements));
    }

    private final class Repeated extends GroupConverter {
        private final Converter element;
        private Object current;

        Repeated(ValueType.ListType type, GroupType column, Faults faults) {
            element = ValueConverters.of(type.element(), column.getType(0), faults, value -> current = value);
        }

        @Override
        public Converter getConverter(int index) {
            return element;
        }

        @Override
        public void start() {
            current = null;
        }

        @Override
        public void end() {
            elements.add(current);
        }
    }
}
