package io.tidemark.operator;

/** What is remembered cannot be reached: no record is to blame, nor the operator, whose code lets it through. */
public final class MemoryFailedException extends RuntimeException {
    /** @param cause as whoever keeps it tells it */
    public MemoryFailedException(RuntimeException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    @Override
    public synchronized RuntimeException getCause() {
        return (RuntimeException) super.getCause();
    }
}
