package io.tidemark.serving.index;

/** The index cannot be opened, written or read. The message names the place, the fault and the mend. */
public final class IndexException extends RuntimeException {
    private final String code;

    IndexException(String code, String place, String fault, String mend) {
        this(code, place, fault, mend, null);
    }

    IndexException(String code, String place, String fault, String mend, Throwable cause) {
        super(code + " " + place + ": " + fault + "; " + mend, cause);
        this.code = code;
    }

    /** Stable, such as {@code TM-SRV-001}. */
    public String code() {
        return code;
    }
}
