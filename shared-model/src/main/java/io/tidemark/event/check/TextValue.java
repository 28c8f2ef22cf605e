package io.tidemark.event.check;

import io.tidemark.event.DecodeException;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Reads one value from text that is nothing but the value. */
@FunctionalInterface
public interface TextValue {
    Object read(String text) throws DecodeException;

    /** @throws IllegalArgumentException if the type holds more than one value */
    static TextValue of(String place, ValueType type) {
        if (type instanceof Scalar scalar) {
            return scalar(place, scalar);
        }
        if (type instanceof ValueType.EnumType enumType) {
            TextValues.Constants constants = new TextValues.Constants(enumType);
            return text -> constants.named(place, text);
        }
        if (type instanceof ValueType.OptionalType optional) {
            TextValue inside = of(place, optional.value());
            return text -> Optional.of(inside.read(text));
        }
        throw new IllegalArgumentException(place + ": a list, map or record does not fit into one field");
    }

    private static TextValue scalar(String place, Scalar type) {
        return switch (type) {
            case BOOLEAN -> text -> bool(place, text);
            case BYTE, SHORT, INT, LONG -> text -> TextValues.box(type, whole(place, type, text));
            case CHAR -> text -> TextValues.character(place, text);
            case FLOAT, DOUBLE -> text -> finite(place, text, type);
            case STRING -> text -> TextValues.string(place, text);
            case INSTANT ->
                text -> isWhole(text)
                        ? TextValues.instant(place, whole(place, Scalar.LONG, text))
                        : TextValues.instant(place, text);
            case LOCAL_DATE -> text -> TextValues.date(place, text);
            case DECIMAL -> text -> decimal(place, text);
        };
    }

    private static boolean bool(String place, String text) throws DecodeException {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw TextValues.fault(place, text, "is not true or false");
        };
    }

    private static boolean isWhole(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > first;
    }

    private static long whole(String place, Scalar type, String text) throws DecodeException {
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw TextValues.fault(
                    place, text, isWhole(text) ? "is out of the range of long" : "is not a whole number");
        }
        if (!isPlain(text)) {
            throw TextValues.fault(place, text, "is not a whole number");
        }
        if (value < TextValues.minimum(type) || value > TextValues.maximum(type)) {
            throw TextValues.fault(
                    place, text, "is out of the range of " + type.name().toLowerCase(Locale.ROOT));
        }
        return value;
    }

    private static double finite(String place, String text, Scalar type) throws DecodeException {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw TextValues.fault(place, text, "is not a number");
        }
        if (!Double.isFinite(value) || (type == Scalar.FLOAT && !Float.isFinite((float) value))) {
            throw TextValues.fault(place, text, "is not a finite " + type.name().toLowerCase(Locale.ROOT));
        }
        if (!isPlain(text)) {
            throw TextValues.fault(place, text, "is not a number");
        }
        return value;
    }

    /**
     * Whether a number is written in digits, signs, a point and an exponent alone: the JDK reads blanks, letters behind it
     * and digits of other scripts for one type of number and not for another, and a type can change.
     */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal decimal(String place, String text) throws DecodeException {
        if (!isPlain(text)) {
            throw TextValues.fault(place, text, "is not a number");
        }
        try {
            return TextValues.decimal(place, new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw TextValues.fault(place, text, "is not a number");
        }
    }
}
