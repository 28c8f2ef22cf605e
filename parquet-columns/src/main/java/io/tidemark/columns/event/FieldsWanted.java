package io.tidemark.columns.event;

import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import java.util.Set;

/**
 * What a reader wants of the records of a file.
 *
 * @param components the names, in Java, of those that are read; the others are absent
 * @param format decodes anew what the columns do not hold as it is wanted
 */
public record FieldsWanted(RecordSchema<?> schema, Set<String> components, FieldFormat format) {
    public FieldsWanted {
        components = Set.copyOf(components);
    }
}
