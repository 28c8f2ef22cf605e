package io.tidemark.event.check;

import io.tidemark.event.Name;
import io.tidemark.event.ValueTypes;
import io.tidemark.event.head.Header;
import io.tidemark.event.head.Key;
import io.tidemark.event.value.Storable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a record class can never be stored for, all of it at once and at any depth; {@code RecordSchema} refuses such a
 * class with the first.
 */
public final class RecordFaults {
    /**
     * Columns that the archive has or may come to have of its own. Tools that read it fold the case of names, so none may
     * differ from them by case alone.
     */
    public static final Set<String> RESERVED = Set.of(
            "_partition", "_offset", "_timestamp", "_clock", "_key", "_headers", "_value", "_undeclared", "_reason");

    private static final String NOT_TEXT = "use a name of Unicode text, as all that a log can hold";
    private static final int MAX_COMPONENTS = 253;

    private final List<Found> found = new ArrayList<>();

    /** Which kind of fault it is. */
    public enum Kind {
        TYPE,
        RESERVED_NAME,
        EQUAL_NAMES,
        EMPTY
    }

    /**
     * One fault.
     *
     * @param place the way to the component, such as {@code gate.number}; empty for the record itself
     */
    public record Found(Kind kind, String place, String fault, String mend) {}

    private RecordFaults() {}

    /** All faults of a record class; none if events can be of it. */
    public static List<Found> of(Class<?> event) {
        RecordFaults faults = new RecordFaults();
        faults.record(event, "", Set.of());
        return List.copyOf(faults.found);
    }

    private void record(Class<?> type, String place, Set<Class<?>> around) {
        if (around.contains(type)) {
            add(Kind.TYPE, place, type.getSimpleName() + " contains itself", "keep what is nested to a fixed depth");
            return;
        }
        if (type.getTypeParameters().length > 0) {
            add(Kind.TYPE, place, type.getSimpleName() + " has type parameters", "use a record without them");
            return;
        }
        RecordComponent[] components = type.getRecordComponents();
        if (components.length == 0) {
            add(Kind.EMPTY, place, type.getSimpleName() + " has no components", "give it one, or leave it out");
        }
        tooMany(type, components, place);
        Set<Class<?>> inside = new HashSet<>(around);
        inside.add(type);
        Map<String, String> names = new HashMap<>();
        Map<String, String> namesInLog = new HashMap<>();
        for (RecordComponent component : components) {
            String where = place.isEmpty() ? component.getName() : place + "." + component.getName();
            if (component.isAnnotationPresent(Key.class) || component.isAnnotationPresent(Header.class)) {
                beside(component, where, place.isEmpty());
                isTaken(where, component.getName(), names);
                continue;
            }
            String inLog = Optional.ofNullable(component.getAnnotation(Name.class))
                    .map(Name::value)
                    .orElse(component.getName());
            boolean isTaken = isTaken(where, component.getName(), names) || isTaken(where, inLog, namesInLog);
            if (place.isEmpty() && !isTaken) {
                reserved(where, component.getName());
                if (!inLog.equals(component.getName())) {
                    reserved(where, inLog);
                }
            }
            type(component.getGenericType(), where, inside);
        }
    }

    /** More than the JVM makes a record of through a method handle. */
    private void tooMany(Class<?> type, RecordComponent[] components, String place) {
        int taken = 0;
        for (RecordComponent component : components) {
            taken += component.getType() == long.class || component.getType() == double.class ? 2 : 1;
        }
        if (taken > MAX_COMPONENTS) {
            add(
                    Kind.TYPE,
                    place,
                    type.getSimpleName() + " has too many components: " + taken
                            + ", of which long and double count twice," + " where " + MAX_COMPONENTS + " are allowed",
                    "declare those that are read, or Long for long and Double for double");
        }
    }

    /** What is read from the key or a header has no name in the value, and no column of its own. */
    private void beside(RecordComponent component, String place, boolean isOfEvent) {
        Header header = component.getAnnotation(Header.class);
        String from = header == null ? "the key" : "a header";
        if (!isOfEvent) {
            add(
                    Kind.TYPE,
                    place,
                    "is read from " + from + " inside of another record",
                    "declare it in the event itself");
        } else if (component.isAnnotationPresent(Name.class)
                || (header != null && component.isAnnotationPresent(Key.class))) {
            add(Kind.TYPE, place, "is read from " + from + " and from elsewhere", "leave one annotation");
        } else if (header != null && header.value().isBlank()) {
            add(Kind.EQUAL_NAMES, place, "the name of its header is blank", "name the header that it is read from");
        } else if (header != null && !Storable.isStorable(header.value())) {
            add(Kind.EQUAL_NAMES, place, "the name of its header holds half a surrogate pair", NOT_TEXT);
        } else {
            try {
                TextValue.of("", ValueTypes.of(component.getGenericType(), Set.of()));
            } catch (IllegalArgumentException notOneValue) {
                add(
                        Kind.TYPE,
                        place,
                        component.getGenericType().getTypeName() + " cannot be read from " + from,
                        component.getType() == byte[].class
                                ? "use a String, which it is read into if it is text in UTF-8"
                                : "use a type of a single value, such as String, or an Optional of one");
            }
        }
    }

    private boolean isTaken(String place, String name, Map<String, String> taken) {
        String other = taken.putIfAbsent(folded(name), name);
        if (name.isBlank()) {
            add(Kind.EQUAL_NAMES, place, "its name in the log is blank", "name the field that it is read from");
            return true;
        } else if (!Storable.isStorable(name)) {
            add(Kind.EQUAL_NAMES, place, "its name in the log holds half a surrogate pair", NOT_TEXT);
            return true;
        } else if (other != null && other.equals(name)) {
            add(
                    Kind.EQUAL_NAMES,
                    place,
                    "another component is named \"" + name + "\" in the log",
                    "give each a name of its own");
        } else if (other != null) {
            add(
                    Kind.EQUAL_NAMES,
                    place,
                    "\"" + name + "\" differs from \"" + other
                            + "\" by case alone, which tools that read the archive fold",
                    "give each a name of its own, with @Name where the log has both");
        }
        return other != null;
    }

    private void reserved(String place, String name) {
        if (RESERVED.contains(folded(name))) {
            add(
                    Kind.RESERVED_NAME,
                    place,
                    "\"" + name + "\" is the name of a column of the archive's own",
                    "name it otherwise");
        }
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void type(Type type, String place, Set<Class<?>> around) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            record(plain, place, around);
        } else if (type instanceof ParameterizedType generic && isContainer(generic)) {
            Type[] arguments = generic.getActualTypeArguments();
            Type element = arguments[arguments.length - 1];
            if (element instanceof ParameterizedType inside && inside.getRawType() == Optional.class) {
                add(
                        Kind.TYPE,
                        place,
                        "an Optional inside a List, Map or Optional is not supported",
                        "leave the inner Optional out: what is inside may be null");
            } else {
                type(element, place + (generic.getRawType() == Optional.class ? "" : "[]"), around);
            }
        } else {
            leaf(type, place, around);
        }
    }

    private static boolean isContainer(ParameterizedType type) {
        return type.getRawType() == List.class
                || type.getRawType() == Optional.class
                || (type.getRawType() == Map.class && type.getActualTypeArguments()[0] == String.class);
    }

    private void leaf(Type type, String place, Set<Class<?>> around) {
        try {
            ValueTypes.of(type, around);
        } catch (IllegalArgumentException unsupported) {
            add(Kind.TYPE, place, unsupported.getMessage(), insteadOf(type));
        }
    }

    private static String insteadOf(Type type) {
        if (type == byte[].class || type == Byte[].class) {
            return "use a String, as JSON and CSV have bytes as text, such as Base64; code may decode it where it is needed";
        }
        boolean isArray = type instanceof GenericArrayType || (type instanceof Class<?> plain && plain.isArray());
        return isArray ? "use a List" : "change its type";
    }

    private void add(Kind kind, String place, String fault, String mend) {
        found.add(new Found(kind, place, fault, mend));
    }
}
