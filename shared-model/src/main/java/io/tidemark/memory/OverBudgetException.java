package io.tidemark.memory;

/** More memory was asked of a {@link ByteBudget} than it has left. */
public final class OverBudgetException extends RuntimeException {
    private final long budget;
    private final boolean isAlone;

    OverBudgetException(long budget, boolean isAlone) {
        super("takes more than is left of " + budget + " bytes");
        this.budget = budget;
        this.isAlone = isAlone;
    }

    /** Of all holders together. */
    public long budget() {
        return budget;
    }

    /** Whether nobody else held anything: to ask again changes nothing. */
    public boolean isAlone() {
        return isAlone;
    }
}
