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
import java.time.Clock;
import java.time.Duration;
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
    private final Model model;
    private final QuestionLimits limits;
    private final Duration longestWait;
    private final QuestionWindows windows;

    /** @param longestWait how long an answer may be waited for that would be older than is wanted */
    public QuestionReader(Model model, QuestionLimits limits, Duration longestWait, Clock clock) {
        this.model = model;
        this.limits = limits;
        this.longestWait = longestWait;
        this.windows = new QuestionWindows(clock);
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
        WindowPlan plan = windows.of(query, definition, (int) (limits.windows() / named));
        Question question = new Question(
                definition.name(), groups, plan, metrics(query, definition), manifest(query), least(query, definition));
        return QuestionWindows.areTotals(query) ? question.running() : question;
    }

    /** A question for one window, the whole range. */
    Question whole(Parameters query, Granted granted) {
        AggregationDefinition<?> definition = granted.definition();
        return new Question(
                definition.name(),
                granted.filter(wanted(query, definition), limits.groups()),
                WindowPlan.whole(windows.range(query, definition), definition.tile()),
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
                WindowPlan.whole(windows.range(query, definition), definition.tile()),
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
}
