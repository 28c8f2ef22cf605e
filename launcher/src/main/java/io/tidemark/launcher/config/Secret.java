package io.tidemark.launcher.config;

/** A text that is shown to nobody. */
public record Secret(String text) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
