package io.tidemark.batch.archive.columns;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;

/** Puts a record together from its columns. A record that cannot be made is a fault of the row and passes on null. */
final class RecordConverter<R> extends GroupConverter {
    private final RecordSchema<R> schema;
    private final ComponentValues values;
    private final Faults faults;
    private final Consumer<Object> sink;
    private final Converter[] converters;
    private final boolean[] missing;
    private final boolean[] missingAtStart;

    RecordConverter(
            RecordSchema<R> schema, Predicate<String> wanted, GroupType columns, Faults faults, Consumer<Object> sink) {
        this.schema = schema;
        this.values = schema.newValues();
        this.faults = faults;
        this.sink = sink;
        int size = schema.components().size();
        missing = new boolean[size];
        missingAtStart = new boolean[size];
        List<Converter> inOrder = new ArrayList<>();
        // The projection keeps the order of the components.
        for (Component component : schema.components()) {
            if (wanted.test(component.name()) && columns.containsField(component.name())) {
                missingAtStart[component.index()] = component.isPrimitive();
                inOrder.add(converter(component, columns));
            }
        }
        converters = inOrder.toArray(Converter[]::new);
    }

    private Converter converter(Component component, GroupType columns) {
        int i = component.index();
        if (component.isFloatingPrimitive()) {
            return new ValueConverters.FloatingConverter(value -> {
                values.putDouble(i, value);
                missing[i] = false;
            });
        }
        if (!component.isPrimitive()) {
            return ValueConverters.of(
                    component.type(), columns.getType(component.name()), faults, value -> values.put(i, value));
        }
        if (component.type() == Scalar.BOOLEAN) {
            return new ValueConverters.BooleanConverter(value -> putWhole(i, (Boolean) value ? 1 : 0));
        }
        if (component.type() == Scalar.CHAR) {
            return ValueConverters.text(text -> text.charAt(0), value -> putWhole(i, (Character) value));
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
        values.clear();
        System.arraycopy(missingAtStart, 0, missing, 0, missing.length);
    }

    @Override
    public void end() {
        sink.accept(make());
    }

    private R make() {
        for (int i = 0; i < missing.length; i++) {
            if (missing[i]) {
                faults.add(schema.components().get(i).name() + ": is missing");
                return null;
            }
        }
        if (faults.first() != null) {
            return null;
        }
        try {
            return schema.create(values);
        } catch (RuntimeException | StackOverflowError fault) {
            faults.add(schema.recordClass().getSimpleName() + ": " + fault);
            return null;
        }
    }
}
