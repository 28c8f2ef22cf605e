package io.tidemark.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.event.value.Storable;
import io.tidemark.function.Field;
import io.tidemark.function.UserFunction;
import io.tidemark.memory.HeapSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * The types of values that an accumulator can keep. Every value has one normal form, so that equal ones are equal as
 * objects and as bytes: whole numbers are Long, floating-point ones Double, decimals without trailing zeros, enum
 * constants their names, dates their ISO text.
 */
enum ValueType {
    STRING(ResultType.STRING, String.class),
    LONG(
            ResultType.LONG,
            Long.class,
            Integer.class,
            Short.class,
            Byte.class,
            long.class,
            int.class,
            short.class,
            byte.class),
    DOUBLE(ResultType.DOUBLE, Double.class, Float.class, double.class, float.class),
    DECIMAL(ResultType.DECIMAL, BigDecimal.class),
    BOOLEAN(ResultType.BOOLEAN, Boolean.class, boolean.class),
    INSTANT(ResultType.INSTANT, Instant.class),
    DATE(ResultType.STRING, LocalDate.class),
    ENUM(ResultType.STRING, Enum.class);

    /** A decimal of more digits is refused: adding 1E+999999999 to 1 would not fit into memory. */
    private static final int MAX_DIGITS = 1_000;

    /** A String and its array, without the characters. */
    private static final long TEXT = HeapSize.object(12) + HeapSize.array(4, 1);

    private static final long DECIMAL_NUMBER = HeapSize.object(24);
    /** What is written in no more bytes fits into a long, which a BigDecimal holds itself. */
    private static final int SMALL_DECIMAL = 10;

    private static final long BIG_INTEGER = HeapSize.object(24) + HeapSize.array(0, 1);

    private final ResultType resultType;
    private final Class<?>[] classes;

    ValueType(ResultType resultType, Class<?>... classes) {
        this.resultType = resultType;
        this.classes = classes;
    }

    /** The type that a user's function returns. */
    static ValueType of(Field<?, ?> field) {
        Class<?> returned = UserFunction.of(field).returnType();
        return Arrays.stream(values())
                .filter(type -> Arrays.stream(type.classes).anyMatch(c -> c.isAssignableFrom(returned)))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        "cannot keep a " + returned.getTypeName(),
                        "use a String, number, BigDecimal, Boolean, Instant, LocalDate or enum"));
    }

    ResultType resultType() {
        return resultType;
    }

    /** The normal form; null for null and for NaN. */
    Object normal(Object value) {
        if (value == null) {
            return null;
        }
        return switch (this) {
            case STRING -> wellFormed((String) value);
            case LONG -> value instanceof Long ? value : Long.valueOf(((Number) value).longValue());
            case DOUBLE -> normalDouble(((Number) value).doubleValue());
            case DECIMAL -> normalDecimal((BigDecimal) value);
            case BOOLEAN -> value;
            case INSTANT -> storable((Instant) value);
            case DATE -> value.toString();
            case ENUM -> ((Enum<?>) value).name();
        };
    }

    /** The order of two normal forms. */
    @SuppressWarnings("unchecked") // Every normal form is comparable with its like.
    int compare(Object one, Object other) {
        // As text, year 10000 comes before year 9999.
        return this == DATE && !areOfFourDigits((String) one, (String) other)
                ? LocalDate.parse((String) one).compareTo(LocalDate.parse((String) other))
                : ((Comparable<Object>) one).compareTo(other);
    }

    private static boolean areOfFourDigits(String one, String other) {
        return one.charAt(0) != '+' && one.charAt(0) != '-' && other.charAt(0) != '+' && other.charAt(0) != '-';
    }

    /** A view's file holds microseconds. */
    private static Instant storable(Instant value) {
        if (!Storable.isStorable(value)) {
            throw new ArithmeticException(value + " is too far from 1970 to be stored");
        }
        return value;
    }

    void write(Object normal, ByteWriter out) {
        switch (this) {
            case STRING, DATE, ENUM -> out.writeString((String) normal);
            case LONG -> out.writeVarLong((Long) normal);
            case DOUBLE -> out.writeDouble((Double) normal);
            case DECIMAL -> writeDecimal((BigDecimal) normal, out);
            case BOOLEAN -> out.writeBoolean((Boolean) normal);
            case INSTANT -> writeInstant((Instant) normal, out);
        }
    }

    /** About what some normal forms take, each an object of its own, of which so many bytes were written. */
    long heapBytes(int count, int encodedBytes) {
        return switch (this) {
            // Text is mostly of characters that take a byte, here and there.
            case STRING, DATE, ENUM -> count * TEXT + encodedBytes;
            case LONG, DOUBLE, INSTANT -> count * HeapSize.NUMBER;
            case DECIMAL ->
                count * DECIMAL_NUMBER
                        + (encodedBytes > count * SMALL_DECIMAL ? encodedBytes + count * BIG_INTEGER : 0);
            case BOOLEAN -> 0;
        };
    }

    Object read(ByteReader in) {
        return switch (this) {
            case STRING, DATE, ENUM -> in.readString();
            case LONG -> in.readVarLong();
            case DOUBLE -> in.readDouble();
            case DECIMAL -> readDecimal(in);
            case BOOLEAN -> in.readBoolean();
            case INSTANT -> Instant.ofEpochSecond(in.readVarLong(), in.readVarInt());
        };
    }

    /** Without trailing zeros, and never in powers of ten: 100, not 1E+2. */
    static BigDecimal normalDecimal(BigDecimal value) {
        if (value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_DIGITS) {
            throw new ArithmeticException("a decimal of more than " + MAX_DIGITS + " digits");
        }
        return withoutTrailingZeros(value);
    }

    static BigDecimal withoutTrailingZeros(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static void writeInstant(Instant value, ByteWriter out) {
        out.writeVarLong(value.getEpochSecond());
        out.writeVarInt(value.getNano());
    }

    static void writeDecimal(BigDecimal value, ByteWriter out) {
        out.writeVarInt(value.scale());
        out.writeBytes(value.unscaledValue().toByteArray());
    }

    static BigDecimal readDecimal(ByteReader in) {
        int scale = in.readVarInt();
        BigInteger unscaled = new BigInteger(in.readBytes());
        // One that fits into a long takes half the memory without its BigInteger.
        return unscaled.bitLength() < Long.SIZE
                ? BigDecimal.valueOf(unscaled.longValue(), scale)
                : new BigDecimal(unscaled, scale);
    }

    private static Double normalDouble(double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        // Adding zero makes -0.0 into 0.0.
        return DoubleAggregator.finite(value) + 0.0;
    }

    /** Half a surrogate pair does not survive UTF-8, so it is replaced here and not first when the value is stored. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(UTF_8), UTF_8);
            }
        }
        return text;
    }
}
