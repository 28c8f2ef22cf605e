package io.tidemark.event;

import io.tidemark.usercode.UserCode;
import java.util.Set;

/**
 * A format whose records are fields with names, so that the archive can hold what they say field by field. Records of
 * other formats are archived as the bytes they are. Of a format of a user's each value is checked: a record that holds one
 * that no file could hold, or of another type than its component, is quarantined.
 */
public interface FieldFormat extends EventFormat {
    /**
     * A decoder that stops before the record is made.
     *
     * @param components the components that are read; others may be left null or zero
     * @param undeclared takes what the class does not declare of each record, if it wants to
     * @throws IllegalArgumentException if this format cannot produce that class; the message names the component
     */
    <E> FieldDecoder fields(Class<E> event, Set<String> components, UndeclaredFields undeclared);

    /**
     * A decoder of the fields that an archive holds as JSON text, for what can be read of an older file in no other way:
     * it takes and refuses the values that {@link #fields} does.
     *
     * @param components the names of the components that it reads; the others are absent
     */
    <E> FieldDecoder archived(Class<E> event, Set<String> components);

    /** Whether a field shows if it is a text, a number or a truth value; else all of them are texts. */
    boolean tellsTypes();

    /** What decides which field of a record is which: files of another layout are not read for a record class. */
    default String layout(Class<?> event) {
        return name();
    }

    @Override
    default <E> EventDecoder<E> decoder(Class<E> event) {
        return decoder(event, EventFormat.allComponents(event));
    }

    @Override
    default <E> EventDecoder<E> decoder(Class<E> event, Set<String> components) {
        RecordSchema<E> schema = RecordSchema.of(event);
        FieldDecoder fields = fields(event, components, UndeclaredFields.dropped());
        return (bytes, offset, length) -> {
            ComponentValues values = fields.decode(bytes, offset, length);
            try {
                return schema.create(values);
            } catch (Throwable thrown) {
                UserCode.requireRecordsFault(thrown);
                throw DecodeException.ofUserCode(event.getSimpleName(), thrown);
            }
        };
    }
}
