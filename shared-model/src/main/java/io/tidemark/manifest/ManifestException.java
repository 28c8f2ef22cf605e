package io.tidemark.manifest;

/** A manifest cannot be read for what it is. Nothing is answered or published from it; the operator must act. */
public final class ManifestException extends RuntimeException {
    public ManifestException(String place, String fault, Throwable cause) {
        super(
                "TM-MAN-001 " + place + ": " + fault + "; put the file back from a copy, or move it and all with "
                        + "higher numbers away, and the next run goes on from the one before",
                cause);
    }
}
