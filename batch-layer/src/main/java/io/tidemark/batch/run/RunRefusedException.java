package io.tidemark.batch.run;

/** A run that cannot succeed however often it is tried: what was asked for must change. */
public final class RunRefusedException extends RuntimeException {
    public RunRefusedException(String code, String place, String fault, String mend) {
        super(code + " " + place + ": " + fault + "; " + mend);
    }
}
