package io.tidemark.event.value;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What fits into a file, a state and a key: whatever one layer takes, the other must be able to store. Values of events and
 * values that a definition computes of them are held to the same.
 */
public final class Storable {
    /** A decimal such as 1e999999999 is short to write and takes a gigabyte to add one to. */
    public static final int MAX_DIGITS = 1000;

    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long NANOS_A_MICRO = 1000;
    /** The seconds whose microseconds all fit into a long. */
    private static final long MAX_SECOND = Long.MAX_VALUE / MICROS_A_SECOND - 1;

    private Storable() {}

    /** Whether the days from 1970 fit into an int. */
    public static boolean isStorable(LocalDate date) {
        long days = date.toEpochDay();
        return days == (int) days;
    }

    /** Whether the microseconds from 1970 fit into a long: some 292,000 years. */
    public static boolean isStorable(Instant instant) {
        long second = instant.getEpochSecond();
        return second <= MAX_SECOND && second >= -MAX_SECOND;
    }

    public static boolean isStorable(BigDecimal value) {
        return Math.abs((long) value.scale()) <= MAX_DIGITS && value.precision() <= MAX_DIGITS;
    }

    /** Whether it is Unicode text: half a surrogate pair is none. */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return arePairs(text, i);
            }
        }
        return true;
    }

    private static boolean arePairs(String text, int from) {
        int i = from;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return false;
            }
            i += Character.charCount(codePoint);
        }
        return true;
    }

    /** The microseconds from 1970 of an instant that is storable, rounded towards the past. */
    public static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS_A_SECOND + instant.getNano() / NANOS_A_MICRO;
    }

    /** The instant at so many microseconds from 1970. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_A_SECOND), Math.floorMod(micros, MICROS_A_SECOND) * NANOS_A_MICRO);
    }
}
