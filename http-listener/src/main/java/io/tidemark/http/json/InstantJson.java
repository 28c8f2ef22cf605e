package io.tidemark.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes instants as {@link Instant#toString} does, {@code 2001-01-31T23:59:00Z} with no fraction or three, six or nine
 * digits of it. Years of four digits are written by hand: every row has two instants, and the JDK's formatter costs more
 * than the rest of the row. Guarded by the serving workloads {@code point} and {@code range24}.
 */
public final class InstantJson {
    private static final long FIRST_SECOND = LocalDate.of(0, 1, 1).toEpochDay() * 86_400;
    private static final long END_SECOND = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400;
    private static final int LENGTH = "2001-01-31T23:59:00Z".length();
    private static final int FRACTION = ".123456789".length();

    private InstantJson() {}

    /** Writes milliseconds since 1970 as a value. */
    static void write(JsonGenerator json, long millis) throws IOException {
        write(json, Math.floorDiv(millis, 1_000L), Math.floorMod(millis, 1_000) * 1_000_000);
    }

    /** Writes an instant as a value. */
    public static void write(JsonGenerator json, Instant instant) throws IOException {
        write(json, instant.getEpochSecond(), instant.getNano());
    }

    private static void write(JsonGenerator json, long second, int nanos) throws IOException {
        if (second < FIRST_SECOND || second >= END_SECOND) {
            json.writeString(Instant.ofEpochSecond(second, nanos).toString());
            return;
        }
        byte[] text = new byte[LENGTH + FRACTION];
        int length = usual(second, nanos, text);
        json.writeUTF8String(text, 0, length);
    }

    private static int usual(long second, int nanos, byte[] text) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, 86_400L));
        int ofDay = Math.floorMod(second, 86_400);
        digits(text, 0, date.getYear(), 4);
        text[4] = '-';
        digits(text, 5, date.getMonthValue(), 2);
        text[7] = '-';
        digits(text, 8, date.getDayOfMonth(), 2);
        text[10] = 'T';
        digits(text, 11, ofDay / 3_600, 2);
        text[13] = ':';
        digits(text, 14, ofDay / 60 % 60, 2);
        text[16] = ':';
        digits(text, 17, ofDay % 60, 2);
        int end = fraction(text, LENGTH - 1, nanos);
        text[end] = 'Z';
        return end + 1;
    }

    /** Returns where the fraction ends. */
    private static int fraction(byte[] text, int at, int nanos) {
        if (nanos == 0) {
            return at;
        }
        text[at] = '.';
        if (nanos % 1_000_000 == 0) {
            return digits(text, at + 1, nanos / 1_000_000, 3);
        }
        return nanos % 1_000 == 0 ? digits(text, at + 1, nanos / 1_000, 6) : digits(text, at + 1, nanos, 9);
    }

    private static int digits(byte[] text, int from, int number, int count) {
        int rest = number;
        for (int i = from + count - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return from + count;
    }
}
