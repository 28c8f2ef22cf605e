package io.tidemark.model;

import io.tidemark.time.Window;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a question may say, by the kind of question: the names of its parameters beside the group fields. A group field that
 * had one of these names could not be asked for, so definitions and questions are checked against the same lists.
 *
 * <p>These are all there are of small letters: a word that comes later has a capital letter, such as {@code minAsOf}, which
 * no group field may have. Else a definition that is good today would be in its way.
 */
public final class QueryWords {
    public static final String FROM = "from";
    public static final String TO = "to";
    public static final String WINDOW = "window";
    public static final String HOP = "hop";
    public static final String ZONE = "zone";
    /** The day on which weeks start. */
    public static final String WEEK_START = Window.WEEK_START;

    /** Each row has what is in the windows before it too. */
    public static final String RUNNING_TOTAL = "runningTotal";

    public static final String METRICS = "metrics";
    public static final String ORDER = "order";
    public static final String LIMIT = "limit";
    /** In place of a limit: as many as there are. */
    public static final String ALL = "all";

    public static final String CURSOR = "cursor";
    public static final String REQUIRE = "require";
    public static final String EXPLAIN = "explain";
    public static final String MANIFEST = "manifest";
    public static final String BY = "by";
    public static final String N = "n";
    public static final String PREFIX = "prefix";
    public static final String AGGREGATION = "aggregation";
    /** The answer is to be no older than this: the token or the vector of an answer. */
    public static final String MIN_AS_OF = "minAsOf";
    /** How long an answer is waited for that would be older. */
    public static final String WAIT_FOR = "waitFor";

    /** Of a question for windows. */
    public static final List<String> OF_QUERY = List.of(
            FROM,
            TO,
            WINDOW,
            HOP,
            ZONE,
            WEEK_START,
            RUNNING_TOTAL,
            METRICS,
            ORDER,
            LIMIT,
            CURSOR,
            REQUIRE,
            EXPLAIN,
            MANIFEST,
            MIN_AS_OF,
            WAIT_FOR);

    /** Of one for the best groups. */
    public static final List<String> OF_TOP =
            List.of(BY, N, ORDER, FROM, TO, ZONE, METRICS, REQUIRE, EXPLAIN, MANIFEST, MIN_AS_OF, WAIT_FOR);

    /** Of one for the groups that there are. */
    public static final List<String> OF_GROUPS =
            List.of(PREFIX, FROM, TO, ZONE, LIMIT, CURSOR, REQUIRE, EXPLAIN, MANIFEST, MIN_AS_OF, WAIT_FOR);

    /** Of what is followed live. */
    public static final List<String> OF_LIVE = List.of(
            AGGREGATION,
            FROM,
            TO,
            WINDOW,
            HOP,
            ZONE,
            WEEK_START,
            RUNNING_TOTAL,
            METRICS,
            ORDER,
            LIMIT,
            MIN_AS_OF,
            WAIT_FOR);

    /** Those whose value may be an object where a question is posted. */
    public static final Set<String> OF_OBJECTS = Set.of(MIN_AS_OF);

    /** No parameters, but names that a row has beside its groups and metrics. */
    private static final List<String> OF_ROWS = List.of("tile", "window_start", "window_end");

    private static final Set<String> RESERVED = reserved();

    private QueryWords() {}

    /** Whether a group field of this name could not be asked for, or told from what else a row has. */
    static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    private static Set<String> reserved() {
        Set<String> reserved = new HashSet<>(OF_ROWS);
        List.of(OF_QUERY, OF_TOP, OF_GROUPS, OF_LIVE).forEach(reserved::addAll);
        // No field has a capital letter in its name, and is refused for that alone.
        reserved.removeIf(word -> !word.equals(word.toLowerCase(Locale.ROOT)));
        return Set.copyOf(reserved);
    }
}
