package io.tidemark.fold;

/** What a step makes of an event cannot be folded: the event's record is quarantined with this reason. Has no stack trace. */
final class UnusableRowException extends RuntimeException {
    private final boolean isOfUserCode;

    private UnusableRowException(String reason, boolean isOfUserCode) {
        super(reason, null, false, false);
        this.isOfUserCode = isOfUserCode;
    }

    /** The code is to blame, whatever the event. */
    static UnusableRowException ofCode(String reason) {
        return new UnusableRowException(reason, true);
    }

    /** The event holds such a value. */
    static UnusableRowException ofValue(String reason) {
        return new UnusableRowException(reason, false);
    }

    boolean isOfUserCode() {
        return isOfUserCode;
    }

    /** What the record is quarantined with, which names no class. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return getMessage();
    }
}
