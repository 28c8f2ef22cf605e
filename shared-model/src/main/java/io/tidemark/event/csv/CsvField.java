package io.tidemark.event.csv;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.check.TextValue;
import io.tidemark.event.check.TextValues;
import io.tidemark.event.value.DecimalTexts;

/** Reads one component from the text of its field. Owned by one thread. */
final class CsvField {
    private final Component component;
    private final UndeclaredFields undeclared;
    private final TextValue reader;

    /** @param undeclared is told where the text says more than the component holds */
    CsvField(Component component, UndeclaredFields undeclared) {
        this.component = component;
        this.undeclared = undeclared;
        this.reader = TextValue.of(component.nameInLog(), component.type());
    }

    /** @param field null if it is empty */
    void take(String field, ComponentValues values) throws DecodeException {
        if (field == null) {
            if (component.isPrimitive()) {
                throw TextValues.missing(component.nameInLog());
            }
            return;
        }
        Object value = reader.read(field);
        if (undeclared.areKept() && value instanceof Double number && !DecimalTexts.tells(number, field)) {
            undeclared.tellMore();
        }
        if (!component.isPrimitive()) {
            values.put(component.index(), value);
        } else if (component.isFloatingPrimitive()) {
            values.putDouble(component.index(), (double) value);
        } else if (component.type() == Scalar.BOOLEAN) {
            values.putLong(component.index(), (boolean) value ? 1 : 0);
        } else if (component.type() == Scalar.CHAR) {
            values.putLong(component.index(), (char) value);
        } else {
            values.putLong(component.index(), ((Number) value).longValue());
        }
    }
}
