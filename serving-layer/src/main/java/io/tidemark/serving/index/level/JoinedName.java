package io.tidemark.serving.index.level;

import io.tidemark.time.TimeRange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the rows of a {@link Level}'s span are known by in an index, in place of a view file's path: the span, and the ids of
 * what they were joined from. Rows under an id never change and no id is used again, so neither does what the name stands for.
 */
public final class JoinedName {
    /** No path of a file begins so. */
    private static final String BEGINNING = "joined ";

    private JoinedName() {}

    public static String of(TimeRange span, List<Long> parts) {
        return BEGINNING + span.firstMillis() + " " + span.endMillis() + " "
                + parts.stream()
                        .map(id -> Long.toString(id, Character.MAX_RADIX))
                        .collect(Collectors.joining(","));
    }

    public static boolean is(String path) {
        return path.startsWith(BEGINNING);
    }

    /** The ids that a name was made of. */
    public static List<Long> parts(String name) {
        return Arrays.stream(name.substring(name.lastIndexOf(' ') + 1).split(","))
                .map(id -> Long.parseLong(id, Character.MAX_RADIX))
                .toList();
    }
}
