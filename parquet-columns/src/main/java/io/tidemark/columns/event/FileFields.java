package io.tidemark.columns.event;

import io.tidemark.columns.head.HeadColumns;
import io.tidemark.event.Component;
import io.tidemark.event.Component.Source;
import io.tidemark.event.RecordSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;

/**
 * What one file tells of the fields of its records: for whoever plans what to read, and for readers. Files that were
 * written for other forms of a record class hold other columns. Immutable.
 */
public final class FileFields {
    /** Where the footer says what the class took of the log for which the file was written. */
    static final String TAKEN = "tidemark.fields";

    private final MessageType columns;
    private final String taken;

    private FileFields(MessageType columns, String taken) {
        this.columns = columns;
        this.taken = taken;
    }

    public static FileFields of(MessageType columns, Map<String, String> footer) {
        return new FileFields(columns, footer.getOrDefault(TAKEN, ""));
    }

    /** Of a file that has no rows. */
    public static FileFields none() {
        return new FileFields(new MessageType("record"), "");
    }

    /** Reads what {@link #columns} and {@link #taken} tell of another. */
    public static FileFields parse(String columns, String taken) {
        return new FileFields(MessageTypeParser.parseMessageType(columns), taken);
    }

    /** Its columns, as Parquet writes a schema. */
    public String columns() {
        return columns.toString();
    }

    /** What the class takes of the log for which it was written. */
    public String taken() {
        return taken;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileFields that && taken.equals(that.taken) && columns.equals(that.columns);
    }

    @Override
    public int hashCode() {
        return taken.hashCode();
    }

    /** Whether it was written for a class that takes the same of a log: then nothing is unknown. */
    public boolean areThoseOf(RecordSchema<?> schema) {
        return taken.equals(schema.text());
    }

    /** What it holds of keys and headers. */
    public HeadColumns head() {
        return HeadColumns.of(columns);
    }

    /** Whether it holds records as the bytes they are, which tell all. */
    public boolean holdBytes() {
        return columns.containsField(EventColumns.VALUE_BYTES);
    }

    /**
     * The fields that are wanted and that the file does not tell, each with what it has instead.
     *
     * @return empty if it tells them all
     */
    public List<String> unknown(FieldsWanted wanted) {
        List<String> unknown = new ArrayList<>();
        if (!holdBytes()) {
            fits(wanted).forEach((component, fit) -> {
                if (fit == Fit.UNKNOWN) {
                    unknown.add(unknown(component));
                }
            });
        }
        return unknown;
    }

    /** The same of what stands beside records' values, which is all that is to be known of quarantined ones. */
    public List<String> unknownBeside(FieldsWanted wanted) {
        List<String> unknown = new ArrayList<>();
        fits(wanted).forEach((component, fit) -> {
            if (fit == Fit.UNKNOWN && component.source() != Source.VALUE) {
                unknown.add(unknown(component));
            }
        });
        return unknown;
    }

    private String unknown(Component component) {
        String name = component.nameInLog();
        if (component.source() != Source.VALUE) {
            return component.source() == Source.KEY
                    ? "keys, which were not kept then"
                    : "headers, which were not kept then";
        }
        return columns.containsField(name)
                ? "\"" + name + "\", which it holds as " + columns.getType(name)
                : "\"" + name + "\", which was not declared then and not kept";
    }

    /** Components in their order, and how the columns serve them. */
    Map<Component, Fit> fits(FieldsWanted wanted) {
        Fit.Rules rules = new Fit.Rules(wanted.format().tellsTypes(), columns.containsField(EventColumns.UNDECLARED));
        boolean sameForm = areThoseOf(wanted.schema());
        Map<Component, Fit> fits = new LinkedHashMap<>();
        for (Component component : wanted.schema().components()) {
            boolean isWanted = wanted.components().contains(component.name());
            if (component.source() != Source.VALUE) {
                boolean isKept = component.source() == Source.KEY ? head().keys() : head().headers();
                // Decoded for every reader alike, since any record may be refused for it.
                if (isKept || isWanted || component.isPrimitive()) {
                    fits.put(component, isKept ? Fit.BESIDE : Fit.UNKNOWN);
                }
                continue;
            }
            // In another form of the class, a field that nobody reads could be what makes a decoder refuse a record.
            if (isWanted || !sameForm) {
                Fit fit = columns.containsField(component.nameInLog())
                        ? Fit.of(component.type(), columns.getType(component.nameInLog()), rules)
                        : rules.absent();
                if (isWanted || component.isPrimitive() || fit != Fit.UNKNOWN) {
                    fits.put(component, fit);
                }
            }
        }
        return fits;
    }

    /** The columns that are to be read. */
    public Projection projection(FieldsWanted wanted) {
        List<String> unknown = unknown(wanted);
        if (!unknown.isEmpty()) {
            throw new ColumnMismatchException("TM-ARC-004 the file does not tell " + String.join(", ", unknown));
        }
        Map<Component, Fit> fits = fits(wanted);
        List<Component> asIs = with(fits, Fit.AS_IS);
        List<Component> byText = with(fits, Fit.BY_TEXT);
        List<Type> read = new ArrayList<>();
        GroupType all = new GroupType(Type.Repetition.REQUIRED, "all", EventColumns.fields(wanted.schema()));
        asIs.forEach(component ->
                read.add(narrowed(all.getType(component.nameInLog()), columns.getType(component.nameInLog()))));
        List<Type> rendered = new ArrayList<>();
        byText.stream()
                .map(Component::nameInLog)
                .filter(columns::containsField)
                .forEach(name -> rendered.add(columns.getType(name)));
        boolean undeclared = !byText.isEmpty() && columns.containsField(EventColumns.UNDECLARED);
        HeadColumns beside = new HeadColumns(
                fits.keySet().stream().anyMatch(component -> component.source() == Source.KEY),
                fits.keySet().stream().anyMatch(component -> component.source() == Source.HEADER));
        return new Projection(asIs, read, byText, rendered, undeclared, beside.and(head()));
    }

    private static List<Component> with(Map<Component, Fit> fits, Fit wanted) {
        return fits.entrySet().stream()
                .filter(fit -> fit.getValue() == wanted)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of a group only the fields that are wanted, in the order in which they are. */
    private static Type narrowed(Type wanted, Type found) {
        if (found.isPrimitive()) {
            return found;
        }
        List<Type> fields = new ArrayList<>();
        for (Type field : wanted.asGroupType().getFields()) {
            fields.add(narrowed(field, found.asGroupType().getType(field.getName())));
        }
        return found.asGroupType().withNewFields(fields);
    }

    /**
     * What is read of a file.
     *
     * @param asIs components whose {@code columns} hold them
     * @param byText components that are decoded anew, from the columns {@code rendered} and, if it is wanted, the column
     *     of undeclared fields
     * @param head of keys and headers
     */
    public record Projection(
            List<Component> asIs,
            List<Type> columns,
            List<Component> byText,
            List<Type> rendered,
            boolean undeclared,
            HeadColumns head) {
        /** As they stand in {@link #all}, and then the positions. */
        public MessageType all() {
            List<Type> all = new ArrayList<>(columns);
            all.addAll(rendered);
            if (undeclared) {
                all.add(EventColumns.undeclared());
            }
            all.addAll(head.types());
            all.addAll(EventColumns.positions());
            return new MessageType("record", all);
        }

        public Set<String> namesByText() {
            return byText.stream().map(Component::name).collect(Collectors.toUnmodifiableSet());
        }
    }
}
