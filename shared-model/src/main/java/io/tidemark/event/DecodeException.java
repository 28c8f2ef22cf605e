package io.tidemark.event;

import io.tidemark.usercode.UserCode;

/** Says why a record is not an event: field, fault, value. Carries no stack trace, for bad records can come in floods. */
public final class DecodeException extends Exception {
    private final boolean isOfUserCode;

    public DecodeException(String reason) {
        this(reason, null, false);
    }

    public DecodeException(String reason, Throwable cause) {
        this(reason, cause, false);
    }

    private DecodeException(String reason, Throwable cause, boolean isOfUserCode) {
        // Formats of users' throw it as well.
        super(reason == null ? "no reason is given" : UserCode.beginning(reason), cause, false, false);
        this.isOfUserCode = isOfUserCode;
    }

    /** The user's code threw: a constructor, an accessor, the event time, a decoder of the user's. */
    public static DecodeException ofUserCode(String place, Throwable thrown) {
        return new DecodeException(place + ": " + UserCode.text(thrown), thrown, true);
    }

    /** The same of something that is inside of another. */
    public DecodeException within(String place) {
        return new DecodeException(place + "." + getMessage(), getCause(), isOfUserCode);
    }

    /** Whether the user's code threw, and not the bytes were at fault. */
    public boolean isOfUserCode() {
        return isOfUserCode;
    }
}
