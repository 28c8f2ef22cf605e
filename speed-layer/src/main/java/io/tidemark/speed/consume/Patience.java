package io.tidemark.speed.consume;

/** Lets chances to try again go by, the more of them the more tries have failed in a row. */
final class Patience {
    private static final int LONGEST_WAIT = 8;

    private int failures;
    /** How many chances are to be let go by. */
    private int wait;

    void failed() {
        wait = Math.min(LONGEST_WAIT, 1 << Math.min(failures, 3)) - 1;
        failures++;
    }

    /** Whether something has failed since it was reset. */
    boolean isNeeded() {
        return failures > 0;
    }

    /** Whether to take this chance. */
    boolean isDue() {
        return wait-- <= 0;
    }

    void reset() {
        failures = 0;
        wait = 0;
    }
}
