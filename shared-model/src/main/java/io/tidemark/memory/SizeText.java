package io.tidemark.memory;

import java.util.Locale;

/** Bytes in words, as people read them: {@code 512 bytes}, {@code 1.5 KiB}, {@code 192 MiB}. */
public final class SizeText {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;

    private SizeText() {}

    /** Whole units without a point, others with one place behind it, so that what is a little more does not look equal. */
    public static String of(long bytes) {
        if (bytes < KIB) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        return bytes < MIB ? in(KIB, bytes) + " KiB" : in(MIB, bytes) + " MiB";
    }

    private static String in(long unit, long bytes) {
        return bytes % unit == 0
                ? String.valueOf(bytes / unit)
                : String.format(Locale.ROOT, "%.1f", (double) bytes / unit);
    }
}
