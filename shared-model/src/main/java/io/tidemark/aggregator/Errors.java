package io.tidemark.aggregator;

import java.util.Optional;

/** What is known exactly of numbers and how far an answer may be from it. */
final class Errors {
    private Errors() {}

    /** Whether an answer is that far from what it should be, or the one is there and the other not. */
    static Optional<String> between(Double exact, Double answer, double allowed) {
        boolean bothOrNone = (exact == null) == (answer == null);
        if (bothOrNone && (exact == null || Math.abs(exact - answer) <= allowed)) {
            return Optional.empty();
        }
        return Optional.of("is " + answer + ", and exactly " + exact + ", of which it may be " + allowed + " off");
    }
}
