package io.tidemark.event;

import io.tidemark.event.Component.Source;
import io.tidemark.event.head.Header;
import io.tidemark.event.head.Key;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The components of a record class, how to read them and how to make the record: what formats and the archive are driven
 * by. Reflection happens once, here; a record is made through one method handle and without boxes. Immutable.
 *
 * <p>What the log says is {@link ComponentValues}; the archive stores those. {@link #create} runs the user's constructors,
 * those of nested records first, whenever somebody reads, in both layers alike.
 */
public final class RecordSchema<E> {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    // The JVM compiles each method handle anew: one schema a class, not one a decoder.
    private static final ClassValue<RecordSchema<?>> SCHEMAS = new ClassValue<>() {
        @Override
        protected RecordSchema<?> computeValue(Class<?> type) {
            return of(type, Set.of());
        }
    };

    private final Class<E> recordClass;
    private final List<Component> components;
    private final List<Component> fields;
    private final List<Component> beside;
    private final Object[] absent;
    private final MethodHandle constructor;
    /** By component: makes what the constructor is given of what the log says; null where they are the same. */
    private final List<Optional<RawValues.Maker>> makers;

    private final boolean makesParts;
    private final String text;

    /** @param around the classes that it is inside of, and itself */
    private RecordSchema(Class<E> recordClass, Set<Class<?>> around) {
        this.recordClass = recordClass;
        RecordComponent[] declared = recordClass.getRecordComponents();
        List<Component> all = new ArrayList<>();
        for (int i = 0; i < declared.length; i++) {
            all.add(component(i, declared[i], around));
        }
        this.components = List.copyOf(all);
        this.fields = all.stream().filter(c -> c.source() == Source.VALUE).toList();
        this.beside = all.stream().filter(c -> c.source() != Source.VALUE).toList();
        if (!beside.isEmpty() && around.size() > 1) {
            throw new IllegalArgumentException(
                    beside.get(0).name() + ": only the event itself can be read from the key and headers");
        }
        this.absent = all.stream()
                .map(c -> c.type() instanceof ValueType.OptionalType ? Optional.empty() : null)
                .toArray();
        this.constructor = constructor(recordClass, declared);
        this.makers = all.stream()
                .map(c -> c.isPrimitive() ? Optional.<RawValues.Maker>empty() : RawValues.maker(c.type()))
                .toList();
        this.makesParts = makers.stream().anyMatch(Optional::isPresent);
        this.text = SchemaText.of(this);
    }

    /**
     * The schema of a record class.
     *
     * @throws IllegalArgumentException if a component is of a type that events cannot hold; the message names it
     */
    @SuppressWarnings("unchecked") // computeValue gives the schema of the class it is asked for.
    public static <E> RecordSchema<E> of(Class<E> recordClass) {
        return (RecordSchema<E>) SCHEMAS.get(recordClass);
    }

    static <E> RecordSchema<E> of(Class<E> recordClass, Set<Class<?>> around) {
        if (!recordClass.isRecord()) {
            throw new IllegalArgumentException(recordClass.getName() + " is not a record class");
        }
        if (around.contains(recordClass)) {
            throw new IllegalArgumentException(recordClass.getSimpleName() + " contains itself");
        }
        if (recordClass.getTypeParameters().length > 0) {
            throw new IllegalArgumentException(recordClass.getSimpleName() + " has type parameters");
        }
        Set<Class<?>> inside = new HashSet<>(around);
        inside.add(recordClass);
        return new RecordSchema<>(recordClass, inside);
    }

    public Class<E> recordClass() {
        return recordClass;
    }

    /** In the order of their declaration. */
    public List<Component> components() {
        return components;
    }

    /** Those that are read from the record's value. */
    public List<Component> fields() {
        return fields;
    }

    /** Those that are read from what stands beside it: the key and headers. */
    public List<Component> beside() {
        return beside;
    }

    /** What it takes of a log, as text: two classes of the same text take and refuse the same fields. */
    public String text() {
        return text;
    }

    /** A place to collect the components of one record after another. */
    public ComponentValues newValues() {
        return new ComponentValues(absent);
    }

    /** Makes a record; whatever its constructor throws is thrown. */
    public E create(ComponentValues values) {
        try {
            ComponentValues given = makesParts ? withParts(values) : values;
            Object made = (Object) constructor.invokeExact(given);
            return recordClass.cast(made);
        } catch (RuntimeException | Error fault) {
            throw fault;
        } catch (Throwable fault) {
            throw new IllegalArgumentException(fault);
        }
    }

    private ComponentValues withParts(ComponentValues values) {
        ComponentValues made = newValues();
        made.copyNumbers(values);
        for (int i = 0; i < absent.length; i++) {
            Object value = values.objectAt(i);
            made.put(
                    i,
                    value == null || makers.get(i).isEmpty()
                            ? value
                            : makers.get(i).get().make(value));
        }
        return made;
    }

    private static Component component(int index, RecordComponent declared, Set<Class<?>> around) {
        ValueType type;
        try {
            type = ValueTypes.of(declared.getGenericType(), around);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(declared.getName() + ": " + e.getMessage(), e);
        }
        Source source = source(declared);
        return new Component(
                index,
                declared.getName(),
                nameInLog(declared, source),
                type,
                declared.getType().isPrimitive(),
                accessor(declared),
                source);
    }

    private static Source source(RecordComponent declared) {
        return declared.isAnnotationPresent(Key.class)
                ? Source.KEY
                : declared.isAnnotationPresent(Header.class) ? Source.HEADER : Source.VALUE;
    }

    private static String nameInLog(RecordComponent declared, Source source) {
        Name name = declared.getAnnotation(Name.class);
        return switch (source) {
            case KEY -> "key";
            case HEADER -> declared.getAnnotation(Header.class).value();
            case VALUE -> name == null ? declared.getName() : name.value();
        };
    }

    private static MethodHandle accessor(RecordComponent declared) {
        try {
            declared.getAccessor().setAccessible(true);
            Class<?> seen = slotClass(declared.getType());
            return MethodHandles.explicitCastArguments(
                    LOOKUP.unreflect(declared.getAccessor()), MethodType.methodType(seen, Object.class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(declared.getName() + ": cannot be read", e);
        }
    }

    /** From the values of all components, each read from its slot, to the record. */
    private static MethodHandle constructor(Class<?> recordClass, RecordComponent[] declared) {
        Class<?>[] types = Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
        MethodHandle[] slots = new MethodHandle[types.length];
        try {
            for (int i = 0; i < types.length; i++) {
                slots[i] = slot(i, types[i]);
            }
            Constructor<?> canonical = recordClass.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            MethodHandle fromSlots = MethodHandles.filterArguments(LOOKUP.unreflectConstructor(canonical), 0, slots);
            return MethodHandles.permuteArguments(
                            fromSlots, MethodType.methodType(recordClass, ComponentValues.class), new int[types.length])
                    .asType(MethodType.methodType(Object.class, ComponentValues.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(recordClass.getName() + ": its constructor cannot be called", e);
        }
    }

    private static MethodHandle slot(int index, Class<?> type) throws ReflectiveOperationException {
        Class<?> seen = slotClass(type);
        String getter = seen == long.class ? "longAt" : seen == double.class ? "doubleAt" : "objectAt";
        MethodHandle read = LOOKUP.findVirtual(ComponentValues.class, getter, MethodType.methodType(seen, int.class));
        return MethodHandles.explicitCastArguments(
                MethodHandles.insertArguments(read, 1, index), MethodType.methodType(type, ComponentValues.class));
    }

    private static Class<?> slotClass(Class<?> type) {
        if (!type.isPrimitive()) {
            return Object.class;
        }
        return type == float.class || type == double.class ? double.class : long.class;
    }
}
