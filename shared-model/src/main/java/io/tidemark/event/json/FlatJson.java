package io.tidemark.event.json;

import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.ValueType.EnumType;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.check.TextValues;
import io.tidemark.event.value.DecimalTexts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The plain case of JSON at the speed of its bytes: one flat object of ASCII texts without escapes, whole numbers, short
 * decimals and booleans. Whatever is not plain, or could be a fault, is declined, and {@link JsonRecord} decides: so this
 * class never accepts what that one refuses, and never refuses.
 *
 * <p>Texts of components that nobody reads are checked and not built. Owned by one thread. Guarded by the benchmark
 * {@code DecodeBenchmark}.
 */
final class FlatJson {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int MAX_DIGITS = 18;
    /** What nobody reads may be longer than the parser takes: names of 50,000 characters, numbers of 1,000. */
    private static final int MAX_UNREAD = 1000;
    /** Texts likewise. */
    private static final int MAX_LENGTH = 1 << 20;
    /** A double holds whole numbers up to this exactly, and powers of ten up to 22: their quotient is rounded once. */
    private static final long MAX_EXACT = 1L << 53;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };
    private static final int DECLINED = -1;

    /** What a component's value has to look like. */
    private enum Shape {
        WHOLE,
        DECIMAL,
        BOOLEAN,
        TEXT,
        UNREAD_TEXT,
        ENUM,
        INSTANT
    }

    private final byte[][] quotedNames;
    private final Shape[] shapes;
    private final Scalar[] scalars;
    private final Map<String, Enum<?>>[] constants;
    private final ComponentValues values;
    /** By component: what recurs in one need not in another. */
    private final AsciiTexts[] texts;

    private final long required;
    private final UndeclaredFields undeclared;
    /** Above this, a double may not be all that the number says. */
    private final long mostExact;

    private byte[] bytes;
    private int end;
    /** The number last read by {@link #readDigits}. */
    private long digits;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private FlatJson(RecordSchema<?> schema, Shape[] shapes, UndeclaredFields undeclared) {
        List<Component> components = schema.components();
        this.undeclared = undeclared;
        this.mostExact = undeclared.areKept() ? DecimalTexts.END_OF_EXACT - 1 : MAX_EXACT;
        this.shapes = shapes;
        this.values = schema.newValues();
        int size = components.size();
        quotedNames = new byte[size][];
        scalars = new Scalar[size];
        texts = new AsciiTexts[size];
        constants = new Map[size];
        long primitives = 0;
        for (int i = 0; i < size; i++) {
            Component component = components.get(i);
            quotedNames[i] = ('"' + component.nameInLog() + '"').getBytes(StandardCharsets.UTF_8);
            texts[i] = shapes[i] == Shape.TEXT || shapes[i] == Shape.ENUM || shapes[i] == Shape.INSTANT
                    ? new AsciiTexts()
                    : null;
            if (component.type() instanceof Scalar scalar) {
                scalars[i] = scalar;
            } else if (component.type() instanceof EnumType type) {
                constants[i] = new HashMap<>();
                for (Enum<?> constant : type.constants()) {
                    constants[i].put(constant.name(), constant);
                }
            }
            if (component.isPrimitive()) {
                primitives |= 1L << i;
            }
        }
        required = primitives;
    }

    /**
     * For a record class all of whose components are of the value and can be plain, else empty.
     *
     * @param read the names of the components that are read; the texts of others are left null
     * @param undeclared takes the fields that the class does not have
     */
    static Optional<FlatJson> of(RecordSchema<?> schema, Set<String> read, UndeclaredFields undeclared) {
        List<Component> components = schema.components();
        if (!schema.beside().isEmpty()) {
            return Optional.empty();
        }
        Shape[] shapes = new Shape[components.size()];
        for (int i = 0; i < shapes.length; i++) {
            Component component = components.get(i);
            shapes[i] = shape(component, read.contains(component.name()));
            boolean plainName =
                    component.nameInLog().chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '"' && c != '\\');
            if (shapes[i] == null || !plainName) {
                return Optional.empty();
            }
        }
        return shapes.length > Long.SIZE ? Optional.empty() : Optional.of(new FlatJson(schema, shapes, undeclared));
    }

    private static Shape shape(Component component, boolean read) {
        if (component.type() instanceof EnumType) {
            return Shape.ENUM;
        }
        if (!(component.type() instanceof Scalar scalar)) {
            return null;
        }
        return switch (scalar) {
            case BYTE, SHORT, INT, LONG -> Shape.WHOLE;
            case DOUBLE -> Shape.DECIMAL;
            case BOOLEAN -> Shape.BOOLEAN;
            case STRING -> read ? Shape.TEXT : Shape.UNREAD_TEXT;
            case INSTANT -> Shape.INSTANT;
            case CHAR, FLOAT, LOCAL_DATE, DECIMAL -> null;
        };
    }

    /** The values, or null if the bytes are not plain. */
    ComponentValues decode(byte[] from, int offset, int length) {
        bytes = from;
        end = offset + length;
        if (length < 2 || length > MAX_LENGTH || from[offset] != '{' || from[end - 1] != '}') {
            return null;
        }
        values.clear();
        long missing = required;
        int expected = 0;
        int at = offset + 1;
        while (true) {
            int nameStart = at;
            int component = matches(at, expected) ? expected : find(at);
            int nameEnd = component >= 0 ? at + quotedNames[component].length : afterText(at);
            at = nameEnd < 0 || nameEnd - nameStart > MAX_UNREAD ? DECLINED : afterColon(nameEnd);
            if (at < 0) {
                return null;
            }
            int valueStart = at;
            at = component >= 0 ? read(component, at) : skip(at);
            if (at < 0) {
                return null;
            }
            if (component < 0 && undeclared.areKept()) {
                undeclared.add(bytes, nameStart, nameEnd, valueStart, at);
            }
            if (component >= 0) {
                missing &= ~(1L << component);
                expected = component + 1;
            }
            at = afterBlanks(at);
            if (at == end - 1) {
                return missing == 0 ? values : null;
            }
            if (bytes[at] != ',') {
                return null;
            }
            at = afterBlanks(at + 1);
        }
    }

    private boolean matches(int at, int component) {
        if (component >= quotedNames.length) {
            return false;
        }
        byte[] name = quotedNames[component];
        return at + name.length < end && Arrays.equals(bytes, at, at + name.length, name, 0, name.length);
    }

    private int find(int at) {
        for (int i = 0; i < quotedNames.length; i++) {
            if (matches(at, i)) {
                return i;
            }
        }
        return -1;
    }

    private int afterBlanks(int at) {
        int next = at;
        while (next < end && bytes[next] == ' ') {
            next++;
        }
        return next;
    }

    private int afterColon(int at) {
        int colon = afterBlanks(at);
        return colon < end && bytes[colon] == ':' ? afterBlanks(colon + 1) : DECLINED;
    }

    /** Reads the value that starts at a place; returns the place after it, or a negative number. */
    private int read(int component, int at) {
        return switch (shapes[component]) {
            case WHOLE -> readWhole(component, at);
            case DECIMAL -> readDecimal(component, at);
            case BOOLEAN -> readBoolean(component, at);
            case UNREAD_TEXT -> afterText(at);
            case TEXT -> {
                int after = afterText(at);
                if (after > 0) {
                    values.put(component, texts[component].of(bytes, at + 1, after - 1));
                }
                yield after;
            }
            case ENUM -> {
                int after = afterText(at);
                Enum<?> constant =
                        after < 0 ? null : constants[component].get(texts[component].of(bytes, at + 1, after - 1));
                values.put(component, constant);
                yield constant == null ? DECLINED : after;
            }
            case INSTANT -> readInstant(component, at);
        };
    }

    private int readWhole(int component, int at) {
        int after = readDigits(at);
        if (after < 0) {
            return DECLINED;
        }
        Scalar type = scalars[component];
        if (digits < TextValues.minimum(type) || digits > TextValues.maximum(type)) {
            return DECLINED;
        }
        if ((required & (1L << component)) != 0) {
            values.putLong(component, digits);
        } else {
            values.put(component, TextValues.box(type, digits));
        }
        return after;
    }

    private int readDecimal(int component, int at) {
        int after = readDigits(at);
        // A minus before a zero would be lost.
        if (after < 0 || (bytes[at] == '-' && digits == 0)) {
            return DECLINED;
        }
        long whole = digits;
        int fraction = 0;
        if (after < end && bytes[after] == '.') {
            int first = after + 1;
            long scaled = Math.abs(whole);
            for (after = first; after < end && bytes[after] >= '0' && bytes[after] <= '9'; after++) {
                scaled = scaled * 10 + bytes[after] - '0';
                if (scaled > mostExact) {
                    return DECLINED;
                }
            }
            fraction = after - first;
            if (fraction == 0 || fraction >= POWERS_OF_TEN.length) {
                return DECLINED;
            }
            whole = bytes[at] == '-' ? -scaled : scaled;
        }
        if (Math.abs(whole) > mostExact || !endsValue(after)) {
            return DECLINED;
        }
        double value = whole / POWERS_OF_TEN[fraction];
        if ((required & (1L << component)) != 0) {
            values.putDouble(component, value);
        } else {
            values.put(component, value);
        }
        return after;
    }

    private int readBoolean(int component, int at) {
        boolean value = bytes[at] == 't';
        String wanted = value ? "true" : "false";
        int after = at + wanted.length();
        if (after >= end) {
            return DECLINED;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (bytes[at + i] != wanted.charAt(i)) {
                return DECLINED;
            }
        }
        if ((required & (1L << component)) != 0) {
            values.putLong(component, value ? 1 : 0);
        } else {
            values.put(component, value);
        }
        return after;
    }

    private int readInstant(int component, int at) {
        try {
            if (bytes[at] == '"') {
                int after = afterText(at);
                if (after > 0) {
                    values.put(component, TextValues.instant("", texts[component].of(bytes, at + 1, after - 1)));
                }
                return after;
            }
            int after = readDigits(at);
            if (after > 0 && endsValue(after)) {
                values.put(component, TextValues.instant("", digits));
                return after;
            }
            return DECLINED;
        } catch (DecodeException fault) {
            return DECLINED;
        }
    }

    private int skip(int at) {
        return switch (bytes[at]) {
            case '"' -> afterText(at);
            case 't' -> afterWord(at, "true");
            case 'f' -> afterWord(at, "false");
            case 'n' -> afterWord(at, "null");
            default -> afterNumber(at);
        };
    }

    private int afterWord(int at, String word) {
        int after = at + word.length();
        if (after >= end) {
            return DECLINED;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return DECLINED;
            }
        }
        return endsValue(after) ? after : DECLINED;
    }

    private int afterNumber(int at) {
        int after = readDigits(at);
        if (after > 0 && bytes[after] == '.') {
            int first = after + 1;
            after = first;
            while (after < end && bytes[after] >= '0' && bytes[after] <= '9') {
                after++;
            }
            if (after == first || after == end || after - at > MAX_UNREAD) {
                return DECLINED;
            }
        }
        return after > 0 && endsValue(after) ? after : DECLINED;
    }

    /** Reads an optional minus and up to 18 digits without a leading zero. */
    private int readDigits(int at) {
        int next = at;
        boolean negative = bytes[next] == '-';
        if (negative) {
            next++;
        }
        int first = next;
        long value = 0;
        while (next < end && bytes[next] >= '0' && bytes[next] <= '9') {
            value = value * 10 + bytes[next] - '0';
            next++;
        }
        int count = next - first;
        if (count == 0 || count > MAX_DIGITS || (count > 1 && bytes[first] == '0') || next >= end) {
            return DECLINED;
        }
        digits = negative ? -value : value;
        return next;
    }

    private boolean endsValue(int at) {
        byte next = bytes[at];
        return next == ',' || next == '}' || next == ' ';
    }

    /** The place after the quote that ends a text, if it starts with one and holds plain ASCII; else negative. */
    private int afterText(int at) {
        if (at >= end || bytes[at] != '"') {
            return DECLINED;
        }
        int next = at + 1;
        for (; next + Long.BYTES <= end; next += Long.BYTES) {
            long word = (long) LONG.get(bytes, next);
            long quote = word ^ (ONES * '"');
            long escape = word ^ (ONES * '\\');
            // In each byte's high bit: a quote, a backslash, a control character, or no ASCII. The lowest bit set is
            // exact; above it a borrow may set others.
            long special =
                    (((quote - ONES) & ~quote) | ((escape - ONES) & ~escape) | ((word - ONES * ' ') & ~word) | word)
                            & HIGHS;
            if (special != 0) {
                next += Long.numberOfTrailingZeros(special) >>> 3;
                return bytes[next] == '"' ? next + 1 : DECLINED;
            }
        }
        while (next < end) {
            byte b = bytes[next++];
            if (b == '"') {
                return next;
            }
            if (b < ' ' || b == '\\') {
                return DECLINED;
            }
        }
        return DECLINED;
    }
}
