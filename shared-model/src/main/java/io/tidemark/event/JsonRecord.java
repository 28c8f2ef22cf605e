package io.tidemark.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.event.ValueType.Scalar;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON object into one record. Owned by one thread; objects of one kind do not nest in each other. */
final class JsonRecord<E> implements JsonValue {
    private final RecordSchema<E> schema;
    private final String place;
    private final String[] names;
    private final String[] places;
    private final Map<String, Integer> indexes = new HashMap<>();
    /** The type of a primitive component, null for the others. */
    private final Scalar[] primitives;
    /** How to read a component that is not a primitive. */
    private final JsonValue[] readers;

    private final boolean[] missing;
    private final boolean[] missingAtStart;
    private final ComponentValues values;

    JsonRecord(RecordSchema<E> schema, String place) {
        this.schema = schema;
        this.place = place;
        List<Component> components = schema.components();
        int size = components.size();
        names = new String[size];
        places = new String[size];
        primitives = new Scalar[size];
        readers = new JsonValue[size];
        missing = new boolean[size];
        missingAtStart = new boolean[size];
        values = schema.newValues();
        components.forEach(this::add);
    }

    private void add(Component component) {
        int i = component.index();
        names[i] = component.nameInLog();
        if (indexes.put(names[i], i) != null) {
            throw new IllegalArgumentException(component.name() + ": two components are named \"" + names[i] + "\"");
        }
        places[i] = place.isEmpty() ? names[i] : place + "." + names[i];
        missingAtStart[i] = component.isPrimitive();
        if (component.isPrimitive() && component.type() instanceof Scalar scalar) {
            primitives[i] = scalar;
        } else {
            readers[i] = JsonValues.of(component.type(), places[i]);
        }
    }

    @Override
    public E read(JsonParser parser) throws IOException, DecodeException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw JsonValues.wrong(parser, place, "is not an object");
        }
        values.clear();
        System.arraycopy(missingAtStart, 0, missing, 0, missing.length);
        int expected = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            int i = index(name, expected);
            if (i < 0) {
                parser.skipChildren();
            } else {
                readComponent(parser, token, i);
                expected = i + 1;
            }
        }
        checkNothingMissing();
        return create();
    }

    /** Fields mostly come in the order of the components. */
    private int index(String name, int expected) {
        if (expected < names.length && names[expected].equals(name)) {
            return expected;
        }
        Integer index = indexes.get(name);
        return index == null ? -1 : index;
    }

    private void readComponent(JsonParser parser, JsonToken token, int i) throws IOException, DecodeException {
        Scalar primitive = primitives[i];
        if (primitive == null) {
            values.put(i, token == JsonToken.VALUE_NULL ? null : readers[i].read(parser));
            return;
        }
        missing[i] = token == JsonToken.VALUE_NULL;
        if (missing[i]) {
            return;
        }
        switch (primitive) {
            case BOOLEAN -> values.putLong(i, JsonValues.bool(parser, places[i]) ? 1 : 0);
            case CHAR -> values.putLong(i, TextValues.character(places[i], JsonValues.text(parser, places[i])));
            case FLOAT, DOUBLE -> values.putDouble(i, JsonValues.floating(parser, places[i], primitive));
            default -> values.putLong(i, JsonValues.whole(parser, places[i], primitive));
        }
    }

    private void checkNothingMissing() throws DecodeException {
        for (int i = 0; i < missing.length; i++) {
            if (missing[i]) {
                throw TextValues.missing(places[i]);
            }
        }
    }

    private E create() throws DecodeException {
        try {
            return schema.create(values);
        } catch (RuntimeException | StackOverflowError fault) {
            String where = place.isEmpty() ? schema.recordClass().getSimpleName() : place;
            throw new DecodeException(where + ": " + fault, fault);
        }
    }
}
