package io.tidemark.columns.read;

/** What was wrong with the row being read; the first fault counts. */
final class Faults {
    private String first;

    void clear() {
        first = null;
    }

    void add(String fault) {
        if (first == null) {
            first = fault;
        }
    }

    /** Null if nothing was wrong. */
    String first() {
        return first;
    }
}
