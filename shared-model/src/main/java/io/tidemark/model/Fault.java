package io.tidemark.model;

/**
 * One fault of a model: place, fault with its value, mend.
 *
 * @param code stable, such as {@code TM-DEF-014}
 */
public record Fault(String code, String place, String fault, String mend) {
    @Override
    public String toString() {
        return code + " " + place + ": " + fault + "; " + mend;
    }
}
