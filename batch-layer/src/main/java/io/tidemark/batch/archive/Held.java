package io.tidemark.batch.archive;

import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.columns.event.FileFields;
import io.tidemark.columns.head.HeadColumns;
import io.tidemark.event.Component;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.model.UsedFields;
import io.tidemark.stream.StreamDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the rows of an archive file tell of their records. Definitions change, files do not: whether a file serves a
 * definition is decided when it is read.
 *
 * @param layout how its fields were told apart: {@link FieldFormat#layout}, or {@link #BYTES}
 * @param times of which field {@link ArchiveFile#eventTimes} are; empty if of none
 */
public record Held(String layout, String times, FileFields fields) {
    /** For formats that are not read field by field: a record is held as it came. */
    public static final String BYTES = "bytes";

    /** What is written of a stream's records. */
    public static String layoutOf(StreamDefinition<?> stream) {
        return stream.format() instanceof FieldFormat format ? format.layout(stream.eventClass()) : BYTES;
    }

    /** What is written of a stream's keys and headers. */
    public static HeadColumns headOf(StreamDefinition<?> stream) {
        return new HeadColumns(stream.keepsKeys(), stream.keepsHeaders());
    }

    /** Of a file without rows. */
    static Held nothing() {
        return new Held(BYTES, "", FileFields.none());
    }

    /** The field that a stream's event time is, if that is known without running the user's code. */
    public static Optional<Component> timeOf(StreamDefinition<?> stream) {
        return stream.format() instanceof FieldFormat ? UsedFields.timeInLog(stream) : Optional.empty();
    }

    /** How a file names that field. */
    public static String nameOfTime(Optional<Component> time) {
        return time.map(component -> component.type() + " " + component.nameInLog())
                .orElse("");
    }

    /** Whether the event times that a file tells are those of a stream. */
    boolean tellsTimesOf(StreamDefinition<?> stream) {
        return !times.isEmpty() && times.equals(nameOfTime(timeOf(stream)));
    }

    /** Why these records cannot tell what a definition reads of its stream's events; empty if they can. */
    Optional<String> unknown(StreamDefinition<?> stream, Supplier<Set<String>> components) {
        if (layout.equals(BYTES)) {
            return Optional.empty();
        }
        if (!(stream.format() instanceof FieldFormat format)) {
            return Optional.of(
                    "records as they came, which format " + stream.format().name() + " needs, are not kept");
        }
        if (!layout.equals(format.layout(stream.eventClass()))) {
            return Optional.of("records were read as " + layout + ", not as " + format.layout(stream.eventClass()));
        }
        if (fields.areThoseOf(RecordSchema.of(stream.eventClass()))) {
            return Optional.empty();
        }
        List<String> unknown = fields.unknown(wanted(stream, format, components.get()));
        return unknown.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", unknown));
    }

    /** The same of quarantined records, whose values are held as they came. */
    Optional<String> unknownOfQuarantined(StreamDefinition<?> stream, Supplier<Set<String>> components) {
        if (!(stream.format() instanceof FieldFormat format)
                || RecordSchema.of(stream.eventClass()).beside().isEmpty()) {
            return Optional.empty();
        }
        List<String> unknown = fields.unknownBeside(wanted(stream, format, components.get()));
        return unknown.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", unknown));
    }

    public static FieldsWanted wanted(StreamDefinition<?> stream, FieldFormat format, Set<String> components) {
        return new FieldsWanted(RecordSchema.of(stream.eventClass()), components, format);
    }

    void tell(Map<String, String> footer) {
        footer.put("tidemark.layout", layout);
        footer.put("tidemark.event-time-of", times);
    }
}
