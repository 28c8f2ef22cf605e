package io.tidemark.fold;

import io.tidemark.usercode.UserCode;

/**
 * An event cannot be folded: the user's code threw on it, or groups by a value that cannot be stored. Its record is to be
 * quarantined with this reason. Carries no stack trace of its own; the cause has one.
 */
public final class FoldException extends Exception {
    public FoldException(Throwable cause) {
        super(UserCode.text(cause), cause, false, false);
    }

    /** Whether the user's code threw. */
    public boolean isOfUserCode() {
        return getCause() instanceof UnusableRowException row
                ? row.isOfUserCode()
                : !(getCause() instanceof UnstorableGroupException);
    }
}
