package io.tidemark.function;

import io.tidemark.usercode.UserCode;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.ZoneId;
import java.time.chrono.Chronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DecimalStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.time.temporal.TemporalField;
import java.time.temporal.ValueRange;
import java.time.temporal.WeekFields;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldInsnNode;

/**
 * Values that a user's function has captured or reads as constants, as text that is the same in every process: values of
 * the JDK by what they print, records, lists, sets, maps and objects of the user's classes by what is in them and what may
 * be called of them, functions by their code. Any other object is written as its class, and is {@link #isOpaque}.
 */
final class ValueText {
    /** In the name of a lambda's class. */
    static final String HIDDEN = "$$Lambda";
    /** What an object without a text of its own prints. */
    private static final Pattern IN_MEMORY = Pattern.compile("(java\\.[\\w.$]+)@[0-9a-f]+");

    private final ClassLoader loader;
    private final OwnClasses own;
    private final CodeText code;
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The user's classes of which objects were met; in order, however they were come by. */
    private final SortedSet<String> types = new TreeSet<>();

    /** Whether a value was met of which not all is told. */
    private boolean isOpaque;

    ValueText(ClassLoader loader, OwnClasses own, CodeText code) {
        this.loader = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        this.own = own;
        this.code = code;
    }

    String of(Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof Enum<?> constant) {
            return constant.getDeclaringClass().getName() + "." + constant.name();
        } else if (value instanceof Pattern pattern) {
            return "pattern " + quoted(pattern.pattern()) + " " + pattern.flags();
        } else if (value instanceof DateTimeFormatter formatter) {
            return formatter(formatter);
        } else if (value instanceof Class<?> named) {
            return "class " + named.getName();
        } else if (isPrinted(value)) {
            return value.getClass().getName() + " " + quoted(value.toString());
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
        Class<?> type = value.getClass();
        if (type.isArray()) {
            return "array"
                    + IntStream.range(0, Array.getLength(value))
                            .mapToObj(i -> of(Array.get(value, i)))
                            .toList();
        } else if (value instanceof Optional<?> optional) {
            return "optional " + of(optional.orElse(null));
        } else if (own.isOwn(type) || type.isRecord()) {
            types.add(type.getName().replace('.', '/'));
            return type.getName() + contents(value);
        } else if (value instanceof Set<?> set) {
            return "set" + inAnyOrder(set.stream().map(this::of));
        } else if (value instanceof Collection<?> list) {
            return "list" + list.stream().map(this::of).toList();
        } else if (value instanceof Map<?, ?> map) {
            return "map" + inAnyOrder(map.entrySet().stream().map(e -> of(e.getKey()) + "=" + of(e.getValue())));
        } else if (type.isHidden() && type.getName().contains(HIDDEN)) {
            Optional<SerializedLambda> lambda = value instanceof Serializable function
                    ? UserFunction.of(function).lambda()
                    : Optional.empty();
            return lambda.isPresent() ? code.captured(lambda.get()) : hidden(value);
        }
        // Of a library's objects nothing is told but, of a logger, that it is one: it is not the user's meaning.
        isOpaque |= !OwnClasses.isOfLogs(type.getName());
        return Proxy.isProxyClass(type)
                ? "proxy of " + Arrays.toString(type.getInterfaces())
                : type.isHidden() ? "hidden " + type.getPackageName() : type.getName();
    }

    /** The class, by its internal name, that made the class of a lambda. */
    static String hostOf(Class<?> lambda) {
        return lambda.getName().substring(0, lambda.getName().indexOf(HIDDEN)).replace('.', '/');
    }

    private String hidden(Object lambda) {
        String host = hostOf(lambda.getClass());
        if (!own.isOwn(host)) {
            isOpaque = true;
            return code.hidden(lambda, host);
        }
        // They hold what it has captured.
        return code.hidden(lambda, host)
                + Arrays.stream(lambda.getClass().getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .sorted(Comparator.comparing(Field::getName))
                        .map(field -> read(field, lambda))
                        .toList();
    }

    /** What it prints leaves out its zone and locale, and names parts of it by where they lie in memory. */
    private String formatter(DateTimeFormatter formatter) {
        isOpaque = true;
        List<?> settings = Arrays.asList(
                formatter.getLocale(),
                formatter.getZone(),
                formatter.getChronology(),
                formatter.getDecimalStyle(),
                formatter.getResolverStyle(),
                formatter.getResolverFields() == null
                        ? null
                        : new TreeSet<>(formatter.getResolverFields().stream()
                                .map(Object::toString)
                                .toList()));
        return "formatter "
                + quoted(IN_MEMORY.matcher(formatter.toString()).replaceAll("$1"))
                + quoted(settings.toString());
    }

    /**
     * Text of the user's, such that nothing in it can be taken for the end of it, nor for the name of a class: the compiler
     * numbers those behind a dollar sign.
     */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"' -> quoted.append("\\q");
                case '$' -> quoted.append("\\d");
                case '\n' -> quoted.append("\\n");
                case '\\' -> quoted.append("\\\\");
                default -> quoted.append(text.charAt(i));
            }
        }
        return quoted.append('"').toString();
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

    /** What is in an object; where that cannot be told, the code that put it there, if that is given nothing. */
    private String contents(Object object) {
        boolean wasOpaque = isOpaque;
        isOpaque = false;
        String fields = fields(object);
        if (isOpaque && own.isOwn(object.getClass())) {
            Constructor<?>[] constructors = object.getClass().getDeclaredConstructors();
            isOpaque = Arrays.stream(constructors).anyMatch(each -> each.getParameterCount() > 0);
            fields += Arrays.stream(constructors)
                    .map(Type::getConstructorDescriptor)
                    .sorted()
                    .map(each -> " made by " + code.method(Type.getInternalName(object.getClass()), "<init>", each))
                    .collect(Collectors.joining());
        }
        isOpaque |= wasOpaque;
        return fields;
    }

    /** What an object's own fields hold, by name. */
    String fields(Object object) {
        return Stream.<Class<?>>iterate(
                        object.getClass(),
                        type -> type != null && (own.isOwn(type) || type.isRecord()),
                        Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .sorted(Comparator.comparing(Field::getName))
                .map(field -> field.getName() + "=" + read(field, object))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Whether of some value since the last constant not all is told. */
    boolean isOpaque() {
        return isOpaque;
    }

    /** The user's classes of which objects were met since the last call. */
    List<String> takeTypes() {
        List<String> taken = List.copyOf(types);
        types.clear();
        return taken;
    }

    /** The value of a constant, if that can be told wholly; a variable is no constant. */
    Optional<String> constant(FieldInsnNode read) {
        try {
            Class<?> type = Class.forName(read.owner.replace('/', '.'), true, loader);
            Field field = type.getDeclaredField(read.name);
            if (field.isEnumConstant() || !Modifier.isFinal(field.getModifiers())) {
                return field.isEnumConstant() ? Optional.of(read.name) : Optional.empty();
            }
            isOpaque = false;
            String value = read(field, null);
            return isOpaque ? Optional.empty() : Optional.of(value);
        } catch (Throwable unreadable) {
            UserCode.requireNotTheMachines(unreadable);
            return Optional.empty();
        }
    }

    private String read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return of(field.get(object));
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            isOpaque = true;
            return field.getType().getName();
        }
    }

    private static boolean isPrinted(Object value) {
        boolean isOfJdk = value.getClass().getName().startsWith("java.");
        boolean isNumber = value instanceof Number && value instanceof Comparable<?>; // Not a counter.
        return isOfJdk
                && (value instanceof String
                        || isNumber
                        || value instanceof Boolean
                        || value instanceof Character
                        || value instanceof Locale
                        || value instanceof Currency
                        || value instanceof BitSet
                        || value instanceof UUID
                        || value instanceof URI
                        || value instanceof Charset
                        || isTime(value));
    }

    /** Of the package of times, those that print all that they are: its adjusters and queries are lambdas. */
    private static boolean isTime(Object value) {
        return value.getClass().getName().startsWith("java.time.")
                && (value instanceof TemporalAccessor
                        || value instanceof TemporalAmount
                        || value instanceof TemporalField
                        || value instanceof ZoneId
                        || value instanceof Chronology
                        || value instanceof Clock
                        || value instanceof DecimalStyle
                        || value instanceof ValueRange
                        || value instanceof WeekFields);
    }
}
