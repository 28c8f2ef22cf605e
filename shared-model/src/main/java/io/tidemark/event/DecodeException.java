package io.tidemark.event;

/** Says why a record is not an event: field, fault, value. Carries no stack trace, for bad records can come in floods. */
public final class DecodeException extends Exception {
    public DecodeException(String reason) {
        this(reason, null);
    }

    public DecodeException(String reason, Throwable cause) {
        super(reason, cause, false, false);
    }
}
