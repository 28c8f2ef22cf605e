package io.tidemark.event.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.check.TextValues;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads one JSON object into the values of one record's components. Owned by one thread; objects of one kind do not nest in
 * each other.
 */
final class JsonRecord implements JsonValue {
    private final RecordSchema<?> schema;
    private final String place;
    private final UndeclaredFields undeclared;
    private final String[] names;
    private final String[] places;
    private final Map<String, Integer> indexes = new HashMap<>();
    /** The type of a primitive component, null for the others. */
    private final Scalar[] primitives;
    /** How to read a component that is not a primitive. */
    private final JsonValue[] readers;

    private final boolean[] missing;
    private final boolean[] missingAtStart;
    /** Which fields of this object hold more than their component, and stand among the undeclared. */
    private final boolean[] kept;

    private final ComponentValues whole;

    private JsonRecord(RecordSchema<?> schema, String place, UndeclaredFields undeclared) {
        this.schema = schema;
        this.place = place;
        this.undeclared = undeclared;
        int size = schema.components().size();
        names = new String[size];
        places = new String[size];
        primitives = new Scalar[size];
        readers = new JsonValue[size];
        missing = new boolean[size];
        missingAtStart = new boolean[size];
        kept = new boolean[size];
        whole = schema.newValues();
    }

    /** Of an event itself. */
    static JsonRecord of(RecordSchema<?> schema, UndeclaredFields undeclared) {
        return nested(schema, "", undeclared);
    }

    /** Of some components of an event alone. */
    static JsonRecord ofSome(RecordSchema<?> schema, Set<String> components, UndeclaredFields undeclared) {
        JsonRecord record = new JsonRecord(schema, "", undeclared);
        schema.fields().stream()
                .filter(component -> components.contains(component.name()))
                .forEach(record::add);
        return record;
    }

    static JsonRecord nested(RecordSchema<?> schema, String place, UndeclaredFields undeclared) {
        JsonRecord record = new JsonRecord(schema, place, undeclared);
        schema.fields().forEach(record::add);
        return record;
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
            readers[i] = JsonValues.of(component.type(), places[i], undeclared);
        }
    }

    @Override
    public ComponentValues read(JsonParser parser) throws IOException, DecodeException {
        return read(parser, schema.newValues(), null, 0);
    }

    /**
     * Reads an event itself, always into the same values.
     *
     * @param bytes what the parser reads, from {@code offset} on
     */
    ComponentValues readWhole(JsonParser parser, byte[] bytes, int offset) throws IOException, DecodeException {
        whole.clear();
        return read(parser, whole, bytes, offset);
    }

    private ComponentValues read(JsonParser parser, ComponentValues values, byte[] bytes, int offset)
            throws IOException, DecodeException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw JsonValues.wrong(parser, place, "is not an object");
        }
        System.arraycopy(missingAtStart, 0, missing, 0, missing.length);
        Arrays.fill(kept, false);
        int expected = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            int start = bytes != null && undeclared.areKept() ? start(parser, offset) : 0;
            int i = index(name, expected);
            if (i < 0) {
                parser.skipChildren();
                undeclared.tellMore();
            } else {
                readComponent(parser, token, i, values);
                expected = i + 1;
            }
            // What is inside of a field is told by the whole field.
            if (bytes != null && undeclared.areKept() && tells(i)) {
                parser.finishToken();
                undeclared.add(name, bytes, start, end(parser, offset));
            }
        }
        checkNothingMissing();
        return values;
    }

    private static int start(JsonParser parser, int offset) {
        return offset + (int) parser.currentTokenLocation().getByteOffset();
    }

    private static int end(JsonParser parser, int offset) {
        return offset + (int) parser.currentLocation().getByteOffset();
    }

    /** Whether a field that was read goes to the undeclared: a later one of the same name has to follow it there. */
    private boolean tells(int i) {
        boolean more = undeclared.takeMore();
        if (i >= 0) {
            kept[i] |= more;
        }
        return i < 0 || kept[i];
    }

    /** Fields mostly come in the order of the components. */
    private int index(String name, int expected) {
        if (expected < names.length && name.equals(names[expected])) {
            return expected;
        }
        Integer index = indexes.get(name);
        return index == null ? -1 : index;
    }

    private void readComponent(JsonParser parser, JsonToken token, int i, ComponentValues values)
            throws IOException, DecodeException {
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
            case FLOAT, DOUBLE -> values.putDouble(i, JsonValues.floating(parser, places[i], primitive, undeclared));
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
}
