package io.tidemark.event.check;

import io.tidemark.event.DecodeException;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.value.IsoInstants;
import io.tidemark.event.value.Storable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/** What text means, alike in every format; and how a fault is worded: place, fault, value. */
public final class TextValues {
    private static final int SHOWN = 100;

    private TextValues() {}

    public static DecodeException fault(String place, CharSequence value, String fault) {
        int end = value.length() > SHOWN && Character.isHighSurrogate(value.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        CharSequence shown = value.length() > SHOWN ? value.subSequence(0, end) + "…" : value;
        return new DecodeException(place + ": " + shown + " " + fault);
    }

    public static DecodeException missing(String place) {
        return new DecodeException(place + ": is missing");
    }

    /** Text as it is; half a surrogate pair is refused, since no file could hold it. */
    public static String string(String place, String text) throws DecodeException {
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

    public static char character(String place, String text) throws DecodeException {
        if (text.length() != 1 || Character.isSurrogate(text.charAt(0))) {
            throw fault(place, text, "is not one character");
        }
        return text.charAt(0);
    }

    public static Instant instant(String place, String text) throws DecodeException {
        try {
            return IsoInstants.parse(text);
        } catch (DateTimeException e) {
            throw fault(place, text, "is not an ISO 8601 instant such as 2001-01-31T23:59:00Z");
        }
    }

    public static Instant instant(String place, long millis) throws DecodeException {
        try {
            return IsoInstants.ofEpochMillis(millis);
        } catch (DateTimeException e) {
            throw fault(place, Long.toString(millis), "is out of the range of instants");
        }
    }

    public static LocalDate date(String place, String text) throws DecodeException {
        LocalDate date;
        try {
            date = LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw fault(place, text, "is not an ISO 8601 date such as 2001-01-31");
        }
        return storable(place, date);
    }

    /** A date as it is; a file counts its days from 1970 in an int. */
    public static LocalDate storable(String place, LocalDate date) throws DecodeException {
        if (!Storable.isStorable(date)) {
            throw fault(place, date.toString(), "is out of the range of dates that can be stored");
        }
        return date;
    }

    public static BigDecimal decimal(String place, BigDecimal value) throws DecodeException {
        if (!Storable.isStorable(value)) {
            throw new DecodeException(place + ": is a number of more than " + Storable.MAX_DIGITS + " digits");
        }
        return value;
    }

    public static long minimum(Scalar type) {
        return switch (type) {
            case BYTE -> Byte.MIN_VALUE;
            case SHORT -> Short.MIN_VALUE;
            case INT -> Integer.MIN_VALUE;
            default -> Long.MIN_VALUE;
        };
    }

    public static long maximum(Scalar type) {
        return switch (type) {
            case BYTE -> Byte.MAX_VALUE;
            case SHORT -> Short.MAX_VALUE;
            case INT -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
    }

    /** The box of a whole number that is known to be in range. */
    public static Object box(Scalar type, long value) {
        return switch (type) {
            case BYTE -> (byte) value;
            case SHORT -> (short) value;
            case INT -> (int) value;
            default -> value;
        };
    }

    /** Finds the constants of an enum by name. */
    public static final class Constants {
        private final Map<String, Enum<?>> byName = new HashMap<>();
        private final String all;

        public Constants(ValueType.EnumType type) {
            type.constants().forEach(c -> byName.put(c.name(), c));
            all = String.join(", ", type.constants().stream().map(Enum::name).toList());
        }

        public Enum<?> named(String place, String text) throws DecodeException {
            Enum<?> constant = byName.get(text);
            if (constant == null) {
                throw fault(place, text, "is none of " + all);
            }
            return constant;
        }
    }
}
