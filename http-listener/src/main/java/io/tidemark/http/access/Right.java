package io.tidemark.http.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What may be done. Each has those before it in it. Where no rules are written, a principal's roles are its rights by name. */
public enum Right {
    /** Ask questions and follow answers. */
    READ,
    /** See what is no row: status, quarantine, explanations, runs, metrics. Ask for runs, pause and resume them. */
    OPERATE,
    /** Replace what was answered: recompute, and accept gaps. */
    ADMIN;

    public boolean has(Right other) {
        return compareTo(other) >= 0;
    }

    /** As it is written in files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Right> of(String text) {
        for (Right right : values()) {
            if (right.text().equals(text)) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }

    /** The furthest of those that are named; what is no right's name is another role. */
    static Optional<Right> furthest(Set<String> names) {
        Optional<Right> furthest = Optional.empty();
        for (Right right : values()) {
            if (names.contains(right.text())) {
                furthest = Optional.of(right);
            }
        }
        return furthest;
    }
}
