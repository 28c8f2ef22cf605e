package io.tidemark.event.json;

import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import java.util.Set;

/**
 * One JSON object a record, in UTF-8 without a byte order mark, with a field for each component of the record class.
 *
 * <ul>
 *   <li>Fields that the class does not have are no part of the event; of a field that is there twice the last one counts.
 *   <li>A field that is missing or null is null, or an empty {@code Optional}; for a primitive that is a fault.
 *   <li>Nothing is converted: a number in quotes is no number, and 1.0 is no {@code int}. A number that its type cannot
 *       hold is a fault.
 *   <li>An {@code Instant} is ISO 8601 text, or a whole number of milliseconds since the Unix epoch; it is cut to the
 *       microsecond. A {@code LocalDate} is ISO 8601 text, an enum the constant's name, a {@code char} a text of one.
 *   <li>Bytes after the object, malformed UTF-8, and a constructor that throws are faults.
 * </ul>
 */
public record Json() implements FieldFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public boolean tellsTypes() {
        return true;
    }

    @Override
    public <E> FieldDecoder fields(Class<E> event, Set<String> components, UndeclaredFields undeclared) {
        return JsonDecoder.of(RecordSchema.of(event), components, undeclared);
    }

    @Override
    public <E> FieldDecoder archived(Class<E> event, Set<String> components) {
        return JsonDecoder.ofSome(RecordSchema.of(event), components);
    }
}
