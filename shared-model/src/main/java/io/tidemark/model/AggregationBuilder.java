package io.tidemark.model;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.UnusableAggregator;
import io.tidemark.correction.CorrectionCheck;
import io.tidemark.correction.Corrections;
import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import io.tidemark.function.UserFunction;
import io.tidemark.input.Input;
import io.tidemark.operator.Operator;
import io.tidemark.session.Sessions;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.time.TileSize;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.WhenMostFail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An aggregation being defined. Needs a tile and at least one metric; the rest has defaults. */
public final class AggregationBuilder<E> {
    private static final Pattern AGGREGATION_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern FIELD_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    /** A column of every view file. */
    private static final Set<String> TAKEN = Set.of("tile_start");

    private final ModelBuilder model;
    private final String name;
    private final Events<E> events;
    private final List<PendingGroup<E>> groups = new ArrayList<>();
    private final List<Metric<E>> metrics = new ArrayList<>();
    private Operator<E> operator;
    private DistinctBuilder<E> distinct;
    private boolean isDistinctTwice;
    private Condition<E> where;
    private boolean isWhereNull;
    private Optional<Condition<E>> retractedBy = Optional.empty();
    private Duration tile;
    private boolean allTime;
    private Sessions sessions;
    private Duration allowedLateness = Duration.ZERO;
    private Duration retention;
    private int version = 1;
    private WhenMostFail whenMostFail = WhenMostFail.STOP;

    AggregationBuilder(ModelBuilder model, String name, Events<E> events) {
        this.model = model;
        this.name = name;
        this.events = events;
    }

    /** Puts an operator between decode and fold: what no user can say in words of their own. */
    AggregationBuilder<E> through(Operator<E> between) {
        operator = between;
        return this;
    }

    /**
     * Counts each id once within some time of the log clock: an event of which one of the same id came before it in its
     * partition, within that time, is left out, whatever else it holds. To be ended:
     * {@code .distinctBy(Order::id).within(Duration.ofDays(1))}. Filter, groups and metrics see what is left.
     *
     * @param id of a type that can be grouped by; an event whose id is null has none, and counts
     */
    public <V> DistinctBuilder<E> distinctBy(Field<E, V> id) {
        isDistinctTwice |= distinct != null;
        distinct = new DistinctBuilder<>(this, id);
        return distinct;
    }

    /** Takes only the events for which the claim holds. Given twice, both must hold. */
    public AggregationBuilder<E> where(Condition<E> condition) {
        isWhereNull |= condition == null;
        where = where == null ? condition : new Both<>(where, condition);
        return this;
    }

    /**
     * An event for which the claim holds takes back an earlier one, of which it has all that filter, groups, tile and metrics
     * read. For metrics that can be taken back exactly, one of which is {@code count()} of all events: a row of which that is
     * 0 is as if it had never been.
     */
    public AggregationBuilder<E> retractedBy(Condition<E> claim) {
        // Null is told with all else.
        retractedBy = claim == null ? null : Optional.of(claim);
        return this;
    }

    /** Groups by a value of the event; several calls group by several. */
    public <V> AggregationBuilder<E> groupBy(String field, Field<E, V> value) {
        groups.add(new PendingGroup<>(field, value));
        return this;
    }

    /** The smallest slice of event time that is stored: divides an hour, or is a whole number of hours. */
    public AggregationBuilder<E> tile(Duration length) {
        tile = length;
        return this;
    }

    /** One tile for all time: the aggregate is never cut by event time. */
    public AggregationBuilder<E> allTime() {
        allTime = true;
        return this;
    }

    /**
     * Can be asked for sessions as well, {@code window=session}: a group's events that follow one another in event time with
     * no more than the gap between two.
     */
    public AggregationBuilder<E> sessions(Duration gap) {
        sessions = new Sessions(gap, Optional.empty());
        return this;
    }

    /**
     * The same, of which none is endless.
     *
     * @param maxLength a stretch that is longer is cut where event time is a whole multiple of it; of whole tiles
     */
    public AggregationBuilder<E> sessions(Duration gap, Duration maxLength) {
        // Null is told with all else.
        sessions = new Sessions(gap, maxLength == null ? null : Optional.of(maxLength));
        return this;
    }

    public AggregationBuilder<E> metric(String metric, Aggregator<E, ?, ?> aggregator) {
        metrics.add(Metric.of(metric, aggregator, Optional.empty()));
        return this;
    }

    /** A metric over only those events for which the claim holds. */
    public AggregationBuilder<E> metric(String metric, Aggregator<E, ?, ?> aggregator, Condition<E> condition) {
        metrics.add(Metric.of(metric, aggregator, condition == null ? null : Optional.of(condition)));
        return this;
    }

    /** How long after its end a window counts as settled. Zero by default. Late events count, however late. */
    public AggregationBuilder<E> allowedLateness(Duration lateness) {
        allowedLateness = lateness;
        return this;
    }

    /** How long tiles are kept, by the log clock. For ever by default. An expired tile is answered as expired. */
    public AggregationBuilder<E> retention(Duration period) {
        retention = period;
        return this;
    }

    /** To be raised when the meaning of the user's code changes in a way that its compiled form does not show. */
    public AggregationBuilder<E> version(int number) {
        version = number;
        return this;
    }

    /**
     * What is done when its code throws on more than half of the last 1,000 records. By default it stops, and the status
     * says so; nothing is lost. {@code QUARANTINE} goes on without those records.
     */
    public AggregationBuilder<E> whenMostFail(WhenMostFail then) {
        whenMostFail = then;
        return this;
    }

    String name() {
        return name;
    }

    String place() {
        return "aggregation \"" + name + "\"";
    }

    Optional<AggregationDefinition<E>> build(Map<StreamBuilder<?>, StreamDefinition<?>> streams) {
        if (name == null || !AGGREGATION_NAME.matcher(name).matches()) {
            fault(
                    "TM-DEF-010",
                    "name",
                    "\"" + name + "\" is not a name",
                    "use lower-case letters, digits, '-', '_' and '.'");
        }
        Optional<Input<E>> input = new InputFaults(model, place()).tell(events, streams);
        boolean isWhole = checkNulls();
        TileSize size = tileSize();
        List<GroupField<E>> fields = groupFields();
        checkMetrics();
        checkTimes();
        if (sessions != null) {
            new SessionFaults(model, place()).tell(sessions, size);
        }
        boolean hasChanges = input.isPresent() && input.get().hasChanges();
        Optional<Corrections<E>> corrections = isWhole ? corrections(hasChanges) : Optional.empty();
        Optional<Operator<E>> between = operator(input);
        boolean isDistinct = distinct == null || between.isPresent();
        if (!isWhole || input.isEmpty() || size == null || fields.size() < groups.size() || !isDistinct) {
            return Optional.empty();
        }
        Optional<Condition<E>> condition = Optional.ofNullable(where);
        // Of a faulty model nothing is computed, and its code need not be there.
        List<Metric<E>> stored = stored();
        FingerprintParts parts = model.isFaulty()
                ? new FingerprintParts("", Map.of())
                : Fingerprint.of(
                        model.user(), input.get(), between, condition, corrections, fields, size, stored, version);
        return Optional.of(new AggregationDefinition<>(
                name,
                input.get(),
                between,
                condition,
                corrections,
                fields,
                size,
                Optional.ofNullable(sessions),
                stored,
                allowedLateness,
                Optional.ofNullable(retention),
                version,
                whenMostFail,
                parts,
                Fingerprint.of(parts)));
    }

    /** @param hasChanges whether the input itself takes back what came of it */
    private Optional<Corrections<E>> corrections(boolean hasChanges) {
        if (retractedBy.isEmpty() && !hasChanges) {
            return Optional.empty();
        }
        CorrectionCheck check = new CorrectionCheck(this::fault);
        for (int place = 0; place < metrics.size(); place++) {
            Metric<E> metric = metrics.get(place);
            boolean isUsable = !((Object) metric.aggregator() instanceof UnusableAggregator);
            if (isUsable && whyMute(metric.aggregator()).isEmpty()) {
                check.metric(
                        place,
                        metric.name(),
                        metric.aggregator(),
                        metric.where().isEmpty());
            }
        }
        return Optional.of(check.done(retractedBy, sessions != null));
    }

    private Optional<Operator<E>> operator(Optional<Input<E>> input) {
        Optional<StreamDefinition<E>> stream = input.flatMap(Input::plainStream);
        if ((distinct != null || operator != null) && input.isPresent() && stream.isEmpty()) {
            fault(
                    "TM-DEF-044",
                    distinct == null ? "operator" : "distinctBy",
                    "remembers the events of one stream as it is, and these are made of others, or of several streams",
                    "put it over one stream, without steps");
        }
        if (distinct == null) {
            return Optional.ofNullable(operator);
        }
        if (isDistinctTwice) {
            fault("TM-DEF-038", "distinctBy", "is given twice", "give one id, its fields by .and(…)");
        }
        DistinctBuilder.Faults faults = (code, fault, mend) -> fault(code, "distinctBy", fault, mend);
        if (stream.isPresent() && retractedBy != null && retractedBy.isPresent()) {
            distinct.requireToldApart(stream.get(), retractedBy.get(), faults);
        }
        return distinct.build(stream.orElse(null), faults).map(each -> each);
    }

    /** What is kept of a tile. */
    private List<Metric<E>> stored() {
        return sessions == null || model.isFaulty()
                ? metrics
                : metrics.stream().map(metric -> metric.in(sessions)).toList();
    }

    /** Whether nothing that was given is null. */
    private boolean checkNulls() {
        boolean isWhole = !isWhereNull && retractedBy != null;
        if (isWhereNull) {
            missing("where");
        }
        if (retractedBy == null) {
            missing("retractedBy");
        }
        for (PendingGroup<E> group : groups) {
            if (group.value() == null) {
                missing("groupBy \"" + group.name() + "\"");
                isWhole = false;
            }
        }
        for (Metric<E> metric : metrics) {
            if (metric.aggregator() == null || metric.where() == null) {
                missing("metric \"" + metric.name() + "\"");
                isWhole = false;
            }
        }
        if (allowedLateness == null || whenMostFail == null) {
            missing(allowedLateness == null ? "allowedLateness" : "whenMostFail");
            isWhole = false;
        }
        return isWhole;
    }

    private void missing(String part) {
        fault("TM-DEF-029", part, "is null", "give a value, or leave the call out");
    }

    private TileSize tileSize() {
        if (allTime) {
            if (tile != null) {
                fault("TM-DEF-012", "tile", tile + " is given and all time as well", "keep one of the two");
            }
            return TileSize.ALL_TIME;
        }
        if (tile == null) {
            fault("TM-DEF-013", "tile", "is not given", "add .tile(Duration.of…) or .allTime()");
            return null;
        }
        if (StreamBuilder.isEndless(tile)) {
            fault("TM-DEF-014", "tile", tile + " is too long", "use .allTime()");
            return null;
        }
        if (!TileSize.isValid(tile.toMillis()) || tile.toNanosPart() % 1_000_000 != 0) {
            fault("TM-DEF-014", "tile", tile + " neither divides an hour nor is whole hours", "use " + nearbyTiles());
            return null;
        }
        return TileSize.of(tile);
    }

    private String nearbyTiles() {
        long wanted = Math.max(1, tile.toMillis());
        if (wanted > 3_600_000) {
            long hours = wanted / 3_600_000;
            return Duration.ofHours(hours) + " or " + Duration.ofHours(hours + 1);
        }
        long below = wanted;
        while (!TileSize.isValid(below)) {
            below--;
        }
        long above = wanted;
        while (!TileSize.isValid(above)) {
            above++;
        }
        return below == above
                ? Duration.ofMillis(below).toString()
                : Duration.ofMillis(below) + " or " + Duration.ofMillis(above);
    }

    private List<GroupField<E>> groupFields() {
        Set<String> names = new HashSet<>(TAKEN);
        List<GroupField<E>> fields = new ArrayList<>();
        for (PendingGroup<E> group : groups) {
            String part = "groupBy \"" + group.name() + "\"";
            checkName(part, group.name(), names);
            if (QueryWords.isReserved(group.name())) {
                fault(
                        "TM-DEF-015",
                        part,
                        "\"" + group.name() + "\" is a word of the query string",
                        "choose another name");
            }
            if (group.value() == null) {
                continue;
            }
            Class<?> type = UserFunction.of(group.value()).returnType();
            Optional<GroupType> groupType = GroupType.of(type);
            if (groupType.isEmpty()) {
                fault("TM-DEF-016", part, "cannot group by a " + type.getTypeName(), "use one of " + GroupType.names());
            } else {
                fields.add(new GroupField<>(group.name(), group.value(), groupType.get()));
            }
        }
        return fields;
    }

    private void checkMetrics() {
        if (metrics.isEmpty()) {
            fault("TM-DEF-017", "metrics", "there is none", "add .metric(\"…\", count())");
        }
        Set<String> names = new HashSet<>(TAKEN);
        groups.forEach(g -> names.add(g.name()));
        for (Metric<E> metric : metrics) {
            String part = "metric \"" + metric.name() + "\"";
            checkName(part, metric.name(), names);
            if ((Object) metric.aggregator() instanceof UnusableAggregator<?, ?> unusable) {
                fault("TM-DEF-023", part, unusable.fault(), unusable.mend());
            } else if (metric.aggregator() != null) {
                checkAggregator(part, metric.aggregator());
            }
        }
    }

    private void checkAggregator(String part, Aggregator<E, ?, ?> aggregator) {
        whyMute(aggregator)
                .ifPresent(
                        why -> fault("TM-DEF-030", part, "its aggregator does not say what it is: " + why, "mend it"));
    }

    /** Why an aggregator of a user's does not say what is asked of it before anything is computed; empty if it does. */
    private static Optional<String> whyMute(Aggregator<?, ?, ?> aggregator) {
        try {
            Objects.requireNonNull(aggregator.resultType(), "resultType is null");
            Objects.requireNonNull(aggregator.describe(), "describe is null");
            Objects.requireNonNull(aggregator.traits(), "traits is null");
            Objects.requireNonNull(aggregator.functions(), "functions is null");
            return Optional.empty();
        } catch (Throwable thrown) {
            UserCode.requireNotTheMachines(thrown);
            return Optional.of(UserCode.text(thrown));
        }
    }

    private void checkTimes() {
        if (allowedLateness != null && (allowedLateness.isNegative() || StreamBuilder.isEndless(allowedLateness))) {
            fault(
                    "TM-DEF-020",
                    "allowedLateness",
                    allowedLateness + (allowedLateness.isNegative() ? " is negative" : " is too long"),
                    "use zero or more");
        }
        boolean isEndless = retention != null && StreamBuilder.isEndless(retention);
        if (retention != null && (retention.isNegative() || retention.isZero() || isEndless)) {
            fault(
                    "TM-DEF-021",
                    "retention",
                    retention + (isEndless ? " is too long" : " is not positive"),
                    "use a positive duration, or none to keep all");
        }
        if (retention != null && allTime) {
            fault(
                    "TM-DEF-022",
                    "retention",
                    "an all-time aggregate has no tiles to expire",
                    "leave one of the two out");
        }
    }

    private void checkName(String part, String candidate, Set<String> taken) {
        if (candidate == null || !FIELD_NAME.matcher(candidate).matches()) {
            fault(
                    "TM-DEF-018",
                    part,
                    "is not a name",
                    "start with a lower-case letter; then lower-case letters, digits and '_'");
        }
        if (!taken.add(candidate)) {
            fault(
                    "TM-DEF-019",
                    part,
                    "the name is taken in this aggregation",
                    "give each group field and metric its own");
        }
    }

    private void fault(String code, String part, String fault, String mend) {
        model.fault(code, place() + ", " + part, fault, mend);
    }

    private record PendingGroup<E>(String name, Field<E, ?> value) {}

    /** Two conditions that must both hold. */
    record Both<E>(Condition<E> first, Condition<E> second) implements Condition<E> {
        @Override
        public boolean test(E event) {
            return first.test(event) && second.test(event);
        }
    }
}
