package io.tidemark.serving.http.query;

import io.tidemark.aggregator.ResultType;
import io.tidemark.groups.GroupFilter;
import io.tidemark.http.access.Asker;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.NearestName;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import io.tidemark.model.Metric;
import io.tidemark.model.Model;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.question.LeastAsOf;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.time.CalendarUnit;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Makes a question of what a caller wrote, or says what is wrong with it. */
public final class QuestionReader {
    private static final int WINDOWS_OF_A_TILE = 10_000;

    private static final Window TILE = new Window.EachTile();

    private final Model model;
    private final QuestionLimits limits;
    private final Duration longestWait;
    private final Clock clock;

    /** @param longestWait how long an answer may be waited for that would be older than is wanted */
    public QuestionReader(Model model, QuestionLimits limits, Duration longestWait, Clock clock) {
        this.model = model;
        this.limits = limits;
        this.longestWait = longestWait;
        this.clock = clock;
    }

    public QuestionLimits limits() {
        return limits;
    }

    /** An aggregation that somebody may ask; one that they may not know of is not there. */
    public Granted aggregation(String name, Asker asker) {
        AggregationDefinition<?> definition = definition(name, asker);
        return Granted.of(definition, asker.grant(definition.name()).orElseThrow());
    }

    /** The same, if no more than its definition is asked for. */
    AggregationDefinition<?> definition(String name, Asker asker) {
        Optional<AggregationDefinition<?>> definition =
                model.aggregation(name).map(found -> (AggregationDefinition<?>) found);
        return definition
                .filter(found -> asker.grant(found.name()).isPresent())
                .orElseThrow(() -> HttpFault.UNKNOWN_AGGREGATION.at(
                        "aggregation \"" + name + "\"", "is not in the model " + model.name(), mend(name, asker)));
    }

    private String mend(String name, Asker asker) {
        List<String> known =
                known(asker).stream().map(AggregationDefinition::name).toList();
        return known.isEmpty() ? "there is none that you may ask" : NearestName.mend(name, known);
    }

    /** All that somebody may know of. */
    List<AggregationDefinition<?>> known(Asker asker) {
        return Granted.known(model.aggregations(), asker);
    }

    /** Refuses parameters that are neither these words nor group fields. */
    public void allow(Parameters query, AggregationDefinition<?> definition, List<String> words) {
        for (String name : query.names()) {
            if (!words.contains(name) && !isGroupField(name, definition)) {
                Set<String> known = new LinkedHashSet<>();
                definition.groups().forEach(field -> known.add(field.name()));
                known.addAll(words);
                query.allowOnly(known);
            }
        }
    }

    private static boolean isGroupField(String name, AggregationDefinition<?> definition) {
        for (GroupField<?> field : definition.groups()) {
            if (field.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** How many rows a page has; empty: no page, but all there are. */
    OptionalInt limit(Parameters query) {
        if (query.one(QueryWords.LIMIT).filter(QueryWords.ALL::equals).isPresent()) {
            return OptionalInt.empty();
        }
        String mend = "use one of those, or " + QueryWords.ALL + " for all there are";
        OptionalLong rows = query.number(QueryWords.LIMIT, 1, limits.mostRows(), mend);
        return OptionalInt.of((int) rows.orElse(limits.usualRows()));
    }

    /** A question for windows in a range, of the groups and metrics that are named. */
    public Question series(Parameters query, Granted granted) {
        AggregationDefinition<?> definition = granted.definition();
        GroupFilter groups = granted.filter(wanted(query, definition), limits.groups());
        long named = Math.max(1, groups.keys().map(List::size).orElse(1));
        WindowPlan windows = windows(query, definition, (int) (limits.windows() / named));
        return new Question(
                definition.name(),
                groups,
                windows,
                metrics(query, definition),
                manifest(query),
                least(query, definition));
    }

    /** A question for one window, the whole range. */
    Question whole(Parameters query, Granted granted) {
        AggregationDefinition<?> definition = granted.definition();
        return new Question(
                definition.name(),
                granted.filter(wanted(query, definition), limits.groups()),
                WindowPlan.whole(range(query, definition), definition.tile()),
                metrics(query, definition),
                manifest(query),
                least(query, definition));
    }

    /** A question for the groups there are, in a range, beginning with a text if one is given. */
    Question groups(Parameters query, Granted granted) {
        AggregationDefinition<?> definition = granted.definition();
        Optional<String> prefix = query.one(QueryWords.PREFIX);
        prefix.ifPresent(text -> requireText(definition));
        GroupFilter filter = granted.seen(granted.any())
                .map(seen -> prefix.isPresent()
                        ? GroupFilter.beginning(definition, prefix.get(), seen)
                        : GroupFilter.searched(definition, seen))
                .orElse(GroupFilter.NONE);
        return new Question(
                definition.name(),
                filter,
                WindowPlan.whole(range(query, definition), definition.tile()),
                List.of(),
                manifest(query),
                least(query, definition));
    }

    private Optional<LeastAsOf> least(Parameters query, AggregationDefinition<?> definition) {
        return LeastAsOfText.read(query, definition, longestWait);
    }

    private static void requireText(AggregationDefinition<?> definition) {
        List<GroupType> types =
                definition.groups().stream().<GroupType>map(GroupField::type).toList();
        if (types.isEmpty() || (types.get(0) != GroupType.STRING && types.get(0) != GroupType.ENUM)) {
            throw HttpFault.BAD_GROUP_VALUE.at(
                    "parameter \"prefix\"",
                    "aggregation \"" + definition.name() + "\" has no text as its first group field",
                    "leave it out");
        }
    }

    private List<Set<Object>> wanted(Parameters query, AggregationDefinition<?> definition) {
        List<Set<Object>> wanted = new ArrayList<>();
        double combinations = 1;
        for (GroupField<?> field : definition.groups()) {
            Set<Object> values = new HashSet<>();
            for (String text : query.all(field.name())) {
                values.add(value(field, text));
            }
            wanted.add(values);
            combinations *= Math.max(1, values.size());
        }
        if (combinations > limits.groups()) {
            throw HttpFault.TOO_MANY_GROUPS.at(
                    "groups",
                    (long) combinations + " are named, and " + limits.groups() + " are allowed",
                    "ask for fewer at once, or leave a field out and page through all");
        }
        return wanted;
    }

    private static Object value(GroupField<?> field, String text) {
        boolean isText = field.type() == GroupType.STRING || field.type() == GroupType.ENUM;
        if (text.equals(Parameters.NULL) || (text.isEmpty() && !isText)) {
            return null;
        }
        try {
            return field.type().parse(isText && Parameters.isOfNulls(text) ? text.substring(1) : text);
        } catch (IllegalArgumentException e) {
            throw HttpFault.BAD_GROUP_VALUE.at(
                    "group field \"" + field.name() + "\"", e.getMessage(), "give a value of that type");
        }
    }

    private List<Integer> metrics(Parameters query, AggregationDefinition<?> definition) {
        List<String> names = query.list(QueryWords.METRICS);
        if (names.isEmpty()) {
            return every(definition.metrics().size());
        }
        return names.stream()
                .map(name -> metric(QueryWords.METRICS, name, definition))
                .toList();
    }

    private static List<Integer> every(int metrics) {
        List<Integer> places = new ArrayList<>(metrics);
        for (int i = 0; i < metrics; i++) {
            places.add(i);
        }
        return places;
    }

    /** The place of a metric. */
    private static int metric(String parameter, String name, AggregationDefinition<?> definition) {
        int metric = definition.metricIndex(name);
        if (metric < 0) {
            throw HttpFault.UNKNOWN_METRIC.at(
                    "parameter \"" + parameter + "\"",
                    "aggregation \"" + definition.name() + "\" has no metric \"" + name + "\"",
                    NearestName.mend(
                            name,
                            definition.metrics().stream()
                                    .<String>map(Metric::name)
                                    .toList()));
        }
        return metric;
    }

    /** The place of the metric to rank by, whose values must have an order. */
    int rankedMetric(Parameters query, AggregationDefinition<?> definition) {
        String name = query.one(QueryWords.BY)
                .orElseThrow(() -> HttpFault.UNKNOWN_METRIC.at(
                        "parameter \"by\"",
                        "is not given",
                        "name one of " + String.join(", ", names(definition.metrics()))));
        int metric = metric(QueryWords.BY, name, definition);
        if (definition.metrics().get(metric).aggregator().resultType() == ResultType.JSON) {
            throw HttpFault.NOT_ORDERED.at(
                    "parameter \"by\"",
                    "metric \"" + name + "\" is a list or a map",
                    "rank by a metric that is a number, a text or a time");
        }
        return metric;
    }

    private static Collection<String> names(List<? extends Metric<?>> metrics) {
        return metrics.stream().<String>map(Metric::name).toList();
    }

    /** In which order each group's windows are wanted. */
    public static Page.Order order(Parameters query) {
        return query.word(QueryWords.ORDER, "earliest", "latest").equals("earliest")
                ? Page.Order.EARLIEST_FIRST
                : Page.Order.LATEST_FIRST;
    }

    static Ranking.Order rankingOrder(Parameters query) {
        return query.word(QueryWords.ORDER, "greatest", "smallest").equals("greatest")
                ? Ranking.Order.GREATEST_FIRST
                : Ranking.Order.SMALLEST_FIRST;
    }

    static boolean isExplained(Parameters query, Granted granted) {
        boolean isExplained = query.word(QueryWords.EXPLAIN, "false", "true").equals("true");
        if (isExplained) {
            granted.requireExplanation();
        }
        return isExplained;
    }

    private static OptionalLong manifest(Parameters query) {
        return query.number(QueryWords.MANIFEST, 1, Long.MAX_VALUE);
    }

    /** The zone that is named; a '+' of an offset that was not escaped arrives as a blank. */
    private static Optional<String> zoneName(Parameters query) {
        return query.one(QueryWords.ZONE).map(name -> name.replace(' ', '+'));
    }

    /** The zone in which dates are days. */
    private static ZoneId zone(Parameters query) {
        try {
            return zoneName(query).map(Window::zone).orElse(ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            throw HttpFault.BAD_WINDOW.ofWindow(e.getMessage());
        }
    }

    private static boolean hasDate(Parameters query) {
        return query.one(QueryWords.FROM).filter(TimeText::isDate).isPresent()
                || query.one(QueryWords.TO).filter(TimeText::isDate).isPresent();
    }

    private TimeRange range(Parameters query, AggregationDefinition<?> definition) {
        Clock clockOfDates = clock.withZone(zone(query));
        long first = query.one(QueryWords.FROM)
                .map(text -> TimeText.millis("parameter \"from\"", text, clockOfDates))
                .orElse(Long.MIN_VALUE);
        long end = query.one(QueryWords.TO)
                .map(text -> TimeText.millis("parameter \"to\"", text, clockOfDates))
                .orElse(Long.MAX_VALUE);
        if (first > end) {
            throw HttpFault.FROM_AFTER_TO.at(
                    "parameters \"from\" and \"to\"",
                    query.one(QueryWords.FROM).orElse("") + " is after "
                            + query.one(QueryWords.TO).orElse("now"),
                    "exchange them");
        }
        TimeRange range = new TimeRange(first, end);
        if (definition.tile().isAllTime() && !range.isAll()) {
            throw HttpFault.BAD_WINDOW.at(
                    "parameters \"from\" and \"to\"",
                    "\"" + definition.name() + "\" is of all time, and holds nothing by time",
                    "leave them out, or ask an aggregation that has a tile");
        }
        return range;
    }

    private WindowPlan windows(Parameters query, AggregationDefinition<?> definition, int max) {
        TimeRange range = range(query, definition);
        TileSize tile = definition.tile();
        String text = query.one(QueryWords.WINDOW).orElse("tile");
        if (text.equals("range") && isPlain(query)) {
            return WindowPlan.whole(range, tile);
        }
        Window window = text.equals("tile") && isPlain(query) ? TILE : fitting(query, text, tile, range);
        if (window instanceof Window.AllTime && !range.isAll()) {
            throw HttpFault.BAD_WINDOW.at(
                    "parameter \"window\"",
                    "all goes beyond the range from "
                            + query.one(QueryWords.FROM).orElse("the start") + " to "
                            + query.one(QueryWords.TO).orElse("the end"),
                    "leave from and to out, or use window=range");
        }
        try {
            return WindowPlan.over(range, window, tile, max);
        } catch (IllegalArgumentException e) {
            throw HttpFault.RANGE_TOO_WIDE.ofWindow(e.getMessage());
        }
    }

    private static boolean isPlain(Parameters query) {
        return query.one(QueryWords.HOP).isEmpty()
                && zoneOfWindow(query, "tile").isEmpty();
    }

    /** What is not a calendar window has no zone; but the dates of its range may have one. */
    private static Optional<String> zoneOfWindow(Parameters query, String window) {
        boolean isOfDates = hasDate(query) && CalendarUnit.of(window).isEmpty();
        return isOfDates ? Optional.empty() : zoneName(query);
    }

    private Window fitting(Parameters query, String text, TileSize tile, TimeRange range) {
        try {
            Window window = Window.parse(text, query.one(QueryWords.HOP), zoneOfWindow(query, text));
            // Whether it is made of whole tiles shows where it is asked for, since a zone's clocks are moved now and
            // then; so
            // does how many windows a tile is part of.
            long sample = range.firstMillis() != Long.MIN_VALUE
                    ? range.firstMillis()
                    : range.endMillis() != Long.MAX_VALUE ? range.endMillis() - 1 : clock.millis();
            window.spans(new TimeRange(sample, sample + 1), tile, WINDOWS_OF_A_TILE);
            return window;
        } catch (IllegalArgumentException e) {
            throw HttpFault.BAD_WINDOW.ofWindow(e.getMessage());
        }
    }
}
