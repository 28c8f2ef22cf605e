package io.tidemark.columns.read;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType.Scalar;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;

/**
 * Puts the values of a record together from its columns; a record that lacks a value it needs is a fault of the row and
 * passes on null. Nothing of the user's runs.
 */
final class RecordConverter extends GroupConverter {
    private final RecordSchema<?> schema;
    private final Faults faults;
    private final Consumer<Object> sink;
    private final Converter[] converters;
    private final boolean[] missing;
    private final boolean[] missingAtStart;
    private final boolean isNested;
    private ComponentValues values;

    private RecordConverter(
            RecordSchema<?> schema,
            List<Component> components,
            GroupType columns,
            Faults faults,
            boolean isNested,
            Consumer<Object> sink) {
        this.schema = schema;
        this.values = schema.newValues();
        this.faults = faults;
        this.isNested = isNested;
        this.sink = sink;
        int size = schema.components().size();
        missing = new boolean[size];
        missingAtStart = new boolean[size];
        converters = new Converter[components.size()];
        for (int i = 0; i < converters.length; i++) {
            missingAtStart[components.get(i).index()] = components.get(i).isPrimitive();
            converters[i] = converter(components.get(i), columns);
        }
    }

    /** The record that a row is, always into the same values. The columns are those of the components, in this order. */
    static RecordConverter row(
            RecordSchema<?> schema,
            List<Component> components,
            GroupType columns,
            Faults faults,
            Consumer<Object> sink) {
        return new RecordConverter(schema, components, columns, faults, false, sink);
    }

    /** A record inside of another. */
    static RecordConverter nested(RecordSchema<?> schema, GroupType columns, Faults faults, Consumer<Object> sink) {
        return new RecordConverter(schema, schema.components(), columns, faults, true, sink);
    }

    private Converter converter(Component component, GroupType columns) {
        int i = component.index();
        if (component.isFloatingPrimitive()) {
            return ValueConverters.floating((Scalar) component.type(), faults, value -> {
                values.putDouble(i, value);
                missing[i] = false;
            });
        }
        if (!component.isPrimitive()) {
            return ValueConverters.of(
                    component.type(), columns.getType(component.nameInLog()), faults, value -> values.put(i, value));
        }
        if (component.type() == Scalar.BOOLEAN) {
            return new ValueConverters.BooleanConverter(value -> putWhole(i, (Boolean) value ? 1 : 0));
        }
        if (component.type() == Scalar.CHAR) {
            return ValueConverters.character(component.nameInLog(), faults, value -> putWhole(i, (Character) value));
        }
        return new ValueConverters.WholeConverter(value -> putWhole(i, value));
    }

    private void putWhole(int index, long value) {
        values.putLong(index, value);
        missing[index] = false;
    }

    int size() {
        return converters.length;
    }

    @Override
    public Converter getConverter(int index) {
        return converters[index];
    }

    @Override
    public void start() {
        if (isNested) {
            values = schema.newValues();
        } else {
            values.clear();
        }
        System.arraycopy(missingAtStart, 0, missing, 0, missing.length);
    }

    @Override
    public void end() {
        for (int i = 0; i < missing.length; i++) {
            if (missing[i]) {
                faults.add(schema.components().get(i).nameInLog() + ": is missing");
            }
        }
        sink.accept(faults.first() == null ? values : null);
    }
}
