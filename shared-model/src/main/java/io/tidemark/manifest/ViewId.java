package io.tidemark.manifest;

import java.util.Comparator;

/**
 * One version of an aggregation: versions of a name live side by side, each with its own tidemark and files, and neither
 * takes the other's place (PROTOCOL 8).
 */
public record ViewId(String name, String fingerprint) implements Comparable<ViewId> {
    private static final Comparator<ViewId> ORDER =
            Comparator.comparing(ViewId::name).thenComparing(ViewId::fingerprint);

    @Override
    public int compareTo(ViewId other) {
        return ORDER.compare(this, other);
    }

    /** {@code name/fingerprint}; a fingerprint has no slash in it. */
    @Override
    public String toString() {
        return name + "/" + fingerprint;
    }

    /** Reads what {@link #toString} wrote. */
    public static ViewId parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not name/fingerprint");
        }
        return new ViewId(text.substring(0, slash), text.substring(slash + 1));
    }
}
