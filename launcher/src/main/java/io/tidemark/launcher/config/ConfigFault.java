package io.tidemark.launcher.config;

/**
 * One fault of a configuration: place, fault with its value, mend.
 *
 * @param code stable, such as {@code TM-CFG-001}
 */
public record ConfigFault(String code, String place, String fault, String mend) {
    @Override
    public String toString() {
        return code + " " + place + ": " + fault + "; " + mend;
    }
}
