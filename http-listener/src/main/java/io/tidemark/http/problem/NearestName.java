package io.tidemark.http.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody meant who mistyped a name. */
public final class NearestName {
    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private NearestName() {}

    /** The one of some known names that is nearest; there is at least one. */
    public static String of(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String k) -> DISTANCE.apply(name, k))
                        .thenComparing(k -> k))
                .orElseThrow();
    }

    /** The nearest, if it is near enough to have been meant. */
    public static Optional<String> near(String name, Collection<String> known) {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(of(name, known))
                        .filter(nearest -> DISTANCE.apply(name, nearest) <= Math.max(2, name.length() / 3));
    }

    /** A mend that names the nearest known name, or all of them when there are few. */
    public static String mend(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "leave it out";
        }
        return near(name, known)
                .map(nearest -> "did you mean \"" + nearest + "\"?")
                .orElseGet(() -> "use " + (known.size() == 1 ? "" : "one of ")
                        + String.join(", ", known.stream().limit(20).toList()));
    }
}
