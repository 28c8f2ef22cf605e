package io.tidemark.aggregator;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/** What is known exactly of numbers and how far an answer may be from it. */
final class Errors {
    /** Of double arithmetic, for as many numbers as a test has. */
    private static final double ROUNDING = 1e-9;

    private static final double HUGE = 1e290;

    private Errors() {}

    /** Whether an answer is that far from what it should be, or the one is there and the other not. */
    static Optional<String> between(Double exact, Double answer, double allowed) {
        boolean bothOrNone = (exact == null) == (answer == null);
        if (bothOrNone && (exact == null || Math.abs(exact - answer) <= allowed)) {
            return Optional.empty();
        }
        return Optional.of("is " + answer + ", and exactly " + exact + ", of which it may be " + allowed + " off");
    }

    static double sum(double[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    static double rounding(double[] numbers) {
        return ROUNDING * Arrays.stream(numbers).map(Math::abs).sum();
    }

    /** Where sums leave the doubles, nothing is said. */
    static boolean areHuge(double[] numbers) {
        return Arrays.stream(numbers).anyMatch(number -> Math.abs(number) > HUGE);
    }
}
