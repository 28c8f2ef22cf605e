package io.tidemark.function;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Values that a user's function has captured or reads as constants, as text that is the same in every process: values of
 * the JDK by what they print, records, lists, sets, maps and objects of the user's package by what is in them, functions
 * by their code. Any other object is written as its class.
 */
final class ValueText {
    private final ClassLoader loader;
    private final Set<String> home;
    private final String eventHome;
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    ValueText(ClassLoader loader, Set<String> home, String eventHome) {
        this.loader = loader;
        this.home = home;
        this.eventHome = eventHome;
    }

    String of(Object value) {
        if (value == null) {
            return "null";
        } else if (isPrinted(value)) {
            return value.getClass().getName() + " \"" + value + "\"";
        } else if (!open.add(value)) {
            return "again " + value.getClass().getName();
        }
        try {
            return inside(value);
        } finally {
            open.remove(value);
        }
    }

    private String inside(Object value) {
        if (value.getClass().isArray()) {
            return "array"
                    + IntStream.range(0, Array.getLength(value))
                            .mapToObj(i -> of(Array.get(value, i)))
                            .toList();
        } else if (value instanceof Set<?> set) {
            return "set" + inAnyOrder(set.stream().map(this::of));
        } else if (value instanceof Collection<?> list) {
            return "list" + list.stream().map(this::of).toList();
        } else if (value instanceof Map<?, ?> map) {
            return "map" + inAnyOrder(map.entrySet().stream().map(e -> of(e.getKey()) + "=" + of(e.getValue())));
        } else if (value instanceof Serializable function
                && UserFunction.of(function).lambda().isPresent()) {
            return "function " + CodeText.of(function, eventHome);
        }
        return value.getClass().getName() + (isNearby(value.getClass()) ? fields(value) : "");
    }

    /** A captured table can have a million entries: they are summed up one by one, and neither kept nor sorted. */
    private static String inAnyOrder(Stream<String> elements) {
        long[] countAndSum = new long[2];
        elements.forEach(element -> {
            long hash = 0;
            for (int i = 0; i < element.length(); i++) {
                hash = (hash ^ element.charAt(i)) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 32;
            }
            countAndSum[0]++;
            countAndSum[1] += hash;
        });
        return countAndSum[0] + " " + Long.toHexString(countAndSum[1]);
    }

    /** Of a library's objects, such as a logger, nothing is told: what they hold is not the user's meaning. */
    private boolean isNearby(Class<?> type) {
        String place = type.getPackageName().replace('.', '/') + "/";
        return type.isRecord()
                || home.stream()
                        .anyMatch(name -> name.lastIndexOf('/') + 1 == place.length() && name.startsWith(place));
    }

    /** What an object's own fields hold, by name. */
    String fields(Object object) {
        return Stream.<Class<?>>iterate(object.getClass(), type -> type != null && isUsers(type), Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .sorted(Comparator.comparing(Field::getName))
                .map(field -> field.getName() + "=" + read(field, object))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The value of a constant that a class in the function's own source file holds; else nothing. */
    String constant(String owner, String name) {
        if (!home.contains(ClassFiles.outermost(owner))) {
            return "";
        }
        try {
            Class<?> type = Class.forName(owner.replace('/', '.'), true, loader);
            Field field = type.getDeclaredField(name);
            // An enum's constants are told by their names, and a variable is no constant.
            return Modifier.isFinal(field.getModifiers()) && !field.isEnumConstant() ? " = " + read(field, null) : "";
        } catch (ReflectiveOperationException | LinkageError e) {
            return "";
        }
    }

    private String read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return of(field.get(object));
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return field.getType().getName();
        }
    }

    private static boolean isPrinted(Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof Class<?>
                || value instanceof Pattern
                || value.getClass().getName().startsWith("java.time.");
    }

    private static boolean isUsers(Class<?> type) {
        ClassLoader its = type.getClassLoader();
        return its != null && its != ClassLoader.getPlatformClassLoader();
    }
}
