package io.tidemark.event;

import io.tidemark.event.ValueType.Scalar;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/** What text means, alike in every format; and how a fault is worded: place, fault, value. */
final class TextValues {
    private static final int SHOWN = 100;

    private TextValues() {}

    static DecodeException fault(String place, CharSequence value, String fault) {
        CharSequence shown = value.length() > SHOWN ? value.subSequence(0, SHOWN) + "…" : value;
        return new DecodeException(place + ": " + shown + " " + fault);
    }

    static DecodeException missing(String place) {
        return new DecodeException(place + ": is missing");
    }

    /** Text as it is; half a surrogate pair is refused, since no file could hold it. */
    static String string(String place, String text) throws DecodeException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                checkPairs(place, text, i);
                return text;
            }
        }
        return text;
    }

    private static void checkPairs(String place, String text, int from) throws DecodeException {
        int i = from;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new DecodeException(place + ": is not Unicode text, half a surrogate pair at " + i);
            }
            i += Character.charCount(codePoint);
        }
    }

    static char character(String place, String text) throws DecodeException {
        if (text.length() != 1 || Character.isSurrogate(text.charAt(0))) {
            throw fault(place, text, "is not one character");
        }
        return text.charAt(0);
    }

    static Instant instant(String place, String text) throws DecodeException {
        try {
            return IsoInstants.parse(text);
        } catch (DateTimeException e) {
            throw fault(place, text, "is not an ISO 8601 instant such as 2001-01-31T23:59:00Z");
        }
    }

    static Instant instant(String place, long millis) throws DecodeException {
        try {
            return IsoInstants.ofEpochMillis(millis);
        } catch (DateTimeException e) {
            throw fault(place, Long.toString(millis), "is out of the range of instants");
        }
    }

    static LocalDate date(String place, String text) throws DecodeException {
        LocalDate date;
        try {
            date = LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw fault(place, text, "is not an ISO 8601 date such as 2001-01-31");
        }
        return storable(place, date);
    }

    /** A date as it is; a file counts its days from 1970 in an int. */
    static LocalDate storable(String place, LocalDate date) throws DecodeException {
        if (!Storable.isStorable(date)) {
            throw fault(place, date.toString(), "is out of the range of dates that can be stored");
        }
        return date;
    }

    static BigDecimal decimal(String place, BigDecimal value) throws DecodeException {
        if (!Storable.isStorable(value)) {
            throw new DecodeException(place + ": is a number of more than " + Storable.MAX_DIGITS + " digits");
        }
        return value;
    }

    static long minimum(Scalar type) {
        return switch (type) {
            case BYTE -> Byte.MIN_VALUE;
            case SHORT -> Short.MIN_VALUE;
            case INT -> Integer.MIN_VALUE;
            default -> Long.MIN_VALUE;
        };
    }

    static long maximum(Scalar type) {
        return switch (type) {
            case BYTE -> Byte.MAX_VALUE;
            case SHORT -> Short.MAX_VALUE;
            case INT -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
    }

    /** The box of a whole number that is known to be in range. */
    static Object box(Scalar type, long value) {
        return switch (type) {
            case BYTE -> (byte) value;
            case SHORT -> (short) value;
            case INT -> (int) value;
            default -> value;
        };
    }

    /** Finds the constants of an enum by name. */
    static final class Constants {
        private final Map<String, Enum<?>> byName = new HashMap<>();
        private final String all;

        Constants(ValueType.EnumType type) {
            type.constants().forEach(c -> byName.put(c.name(), c));
            all = String.join(", ", type.constants().stream().map(Enum::name).toList());
        }

        Enum<?> named(String place, String text) throws DecodeException {
            Enum<?> constant = byName.get(text);
            if (constant == null) {
                throw fault(place, text, "is none of " + all);
            }
            return constant;
        }
    }
}
