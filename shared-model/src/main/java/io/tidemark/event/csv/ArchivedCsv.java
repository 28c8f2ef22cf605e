package io.tidemark.event.csv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The fields of a line as an archive holds them: a JSON object of texts, and of numbers as a line writes them. */
final class ArchivedCsv implements FieldDecoder {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, CsvField> fields = new HashMap<>();
    private final ComponentValues values;

    ArchivedCsv(RecordSchema<?> schema, Set<String> components) {
        for (Component component : schema.fields()) {
            if (components.contains(component.name())) {
                fields.put(component.nameInLog(), new CsvField(component, UndeclaredFields.dropped()));
            }
        }
        values = schema.newValues();
    }

    @Override
    public ComponentValues decode(byte[] bytes, int offset, int length) throws DecodeException {
        values.clear();
        Map<String, String> found = texts(bytes, offset, length);
        for (Map.Entry<String, CsvField> field : fields.entrySet()) {
            field.getValue().take(found.get(field.getKey()), values);
        }
        return values;
    }

    private static Map<String, String> texts(byte[] bytes, int offset, int length) throws DecodeException {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                boolean isEmpty = parser.nextToken() == JsonToken.VALUE_NULL;
                texts.put(name, isEmpty ? null : parser.getText());
            }
        } catch (IOException e) {
            throw new DecodeException("archived fields: " + e.getMessage());
        }
        return texts;
    }
}
