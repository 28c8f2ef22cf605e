package io.tidemark.stream;

import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.check.RawValuesCheck;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import io.tidemark.usercode.UserCode;
import java.util.Set;

/**
 * The fields that a format reads, as both layers take them. Of a format of a user's all components are read, whatever is
 * wanted of them, and each value is checked: both layers refuse the same records, and nothing that is refused stops one.
 */
public final class CheckedFields implements FieldDecoder {
    private final FieldDecoder users;
    private final RawValuesCheck check;
    private final String place;

    private CheckedFields(FieldDecoder users, RawValuesCheck check, String place) {
        this.users = users;
        this.check = check;
        this.place = place;
    }

    /** A decoder that reads at least these components. */
    public static FieldDecoder of(
            FieldFormat format, Class<?> event, Set<String> components, UndeclaredFields undeclared) {
        if (format instanceof Json || format instanceof Csv) {
            return format.fields(event, components, undeclared);
        }
        return new CheckedFields(
                format.fields(event, EventFormat.allComponents(event), undeclared),
                new RawValuesCheck(RecordSchema.of(event)),
                "format " + format.name());
    }

    @Override
    public ComponentValues decode(byte[] bytes, int offset, int length) throws DecodeException {
        try {
            ComponentValues values = users.decode(bytes, offset, length);
            if (values == null) {
                throw new DecodeException(place + ": gives nothing");
            }
            check.check(values);
            return values;
        } catch (DecodeException refused) {
            throw refused;
        } catch (Throwable thrown) {
            UserCode.requireRecordsFault(thrown, place);
            throw DecodeException.ofUserCode(place, thrown);
        }
    }
}
