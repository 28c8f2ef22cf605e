package io.tidemark.event.csv;

import io.tidemark.event.Component;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One line of comma-separated values a record (RFC 4180), in UTF-8, with or without a line break at its end. Fields may
 * stand in double quotes, and a quote inside is doubled.
 *
 * <p>An empty field is null, or an empty {@code Optional}; for a primitive that is a fault. {@code ""} is the empty text.
 * Numbers are digits with a sign, a point and an exponent, and nothing else, an {@code Instant} is ISO 8601 text or milliseconds since the Unix epoch, cut to the
 * microsecond. Record classes must be flat. Components that are not among the columns are null; columns that the class
 * does not have are ignored.
 *
 * @param columns the columns in their order, by {@code @Name} or component; none: the components in their order
 */
public record Csv(List<String> columns, char separator) implements FieldFormat {
    public Csv {
        columns = List.copyOf(columns);
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException("a quote or a line break cannot be the separator");
        }
    }

    public Csv() {
        this(List.of(), ',');
    }

    public static Csv columns(String... columns) {
        return new Csv(Arrays.asList(columns), ',');
    }

    public Csv separatedBy(char other) {
        return new Csv(columns, other);
    }

    @Override
    public String name() {
        return "csv(" + separator + String.join(String.valueOf(separator), columns) + ")";
    }

    @Override
    public boolean tellsTypes() {
        return false;
    }

    @Override
    public String layout(Class<?> event) {
        return new Csv(columnsFor(RecordSchema.of(event)), separator).name();
    }

    List<String> columnsFor(RecordSchema<?> schema) {
        return columns.isEmpty()
                ? schema.fields().stream().map(Component::nameInLog).toList()
                : columns;
    }

    @Override
    public <E> FieldDecoder fields(Class<E> event, Set<String> components, UndeclaredFields undeclared) {
        return new CsvDecoder(RecordSchema.of(event), this, undeclared);
    }

    @Override
    public <E> FieldDecoder archived(Class<E> event, Set<String> components) {
        return new ArchivedCsv(RecordSchema.of(event), components);
    }
}
