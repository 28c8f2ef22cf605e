package io.tidemark.event.value;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Which number a log said, of which a double was kept: the one with at most fifteen digits, if the double is the nearest to
 * one, since no two of those have the same nearest double; else the one that Java prints.
 */
public final class DecimalTexts {
    /** Fifteen digits and less are always told apart by doubles. */
    public static final long END_OF_EXACT = 1_000_000_000_000_000L;

    private static final int EXACT_DIGITS = 15;
    private static final MathContext FIFTEEN_DIGITS = new MathContext(EXACT_DIGITS);

    private DecimalTexts() {}

    /**
     * The number alone, however it was written: 1.5 for 1.50, 100 for 1E+2. A double that was archived does not tell how many
     * zeros the log wrote, so no definition may see them in either layer.
     */
    public static BigDecimal withoutZerosAtTheEnd(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        boolean isWhole = stripped.scale() < 0;
        // A number that could be stored can be still.
        boolean isShort = (long) stripped.precision() - stripped.scale() <= Storable.MAX_DIGITS;
        return isWhole && isShort ? stripped.setScale(0) : stripped;
    }

    /** The number as JSON writes it. */
    public static String of(double value) {
        BigDecimal shorter = new BigDecimal(value).round(FIFTEEN_DIGITS);
        return shorter.doubleValue() == value ? shorter.stripTrailingZeros().toString() : Double.toString(value);
    }

    /** Whether {@link #of} gives back the number that a text says, of which this is the nearest double. */
    public static boolean tells(double value, String text) {
        return digits(text) <= EXACT_DIGITS
                || text.equals(Double.toString(value))
                || new BigDecimal(text).compareTo(new BigDecimal(of(value))) == 0;
    }

    /** How many digits a number is written with, those of its exponent and leading zeros among them. */
    private static int digits(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            digits += text.charAt(i) >= '0' && text.charAt(i) <= '9' ? 1 : 0;
        }
        return digits;
    }
}
