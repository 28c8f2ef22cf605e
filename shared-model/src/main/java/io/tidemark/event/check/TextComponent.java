package io.tidemark.event.check;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.ValueType.Scalar;

/** Reads one component from text that is nothing but its value. Immutable. */
public final class TextComponent {
    private final Component component;
    private final String place;
    private final TextValue reader;

    /**
     * @param place what faults call it
     * @throws IllegalArgumentException if its type holds more than one value
     */
    public TextComponent(Component component, String place) {
        this.component = component;
        this.place = place;
        this.reader = TextValue.of(place, component.type());
    }

    /**
     * Puts it among the values.
     *
     * @param text null if it is absent
     * @return what was read; null if it is absent
     */
    public Object take(String text, ComponentValues values) throws DecodeException {
        if (text == null) {
            if (component.isPrimitive()) {
                throw TextValues.missing(place);
            }
            return null;
        }
        Object value = reader.read(text);
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
        return value;
    }
}
