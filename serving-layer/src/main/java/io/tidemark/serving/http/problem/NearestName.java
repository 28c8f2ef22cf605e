package io.tidemark.serving.http.problem;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody meant who mistyped a name. */
public final class NearestName {
    private NearestName() {}

    /** A mend that names the nearest known name, or all of them when there are few. */
    public static String mend(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "leave it out";
        }
        String nearest = known.stream()
                .min(Comparator.comparingInt((String k) -> distance(name, k)).thenComparing(k -> k))
                .orElseThrow();
        if (distance(name, nearest) <= Math.max(2, name.length() / 3)) {
            return "did you mean \"" + nearest + "\"?";
        }
        return "use " + (known.size() == 1 ? "" : "one of ")
                + String.join(", ", known.stream().limit(20).toList());
    }

    /** How many letters must be put in, taken out or changed to make one of the other (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
