package io.tidemark.testkit;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EstimatingAggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.correction.Corrections;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.function.Condition;
import io.tidemark.input.Source;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.session.SessionMetric;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The oracle: folds events one by one into a sorted map, in the order they are given, as plainly as can be. Everything
 * clever is compared with this.
 */
public final class PlainFold<E> {
    private final AggregationDefinition<E> definition;
    private final Map<Cell, Object[]> cells = new TreeMap<>();
    private final PlainSessions<E> sessions;
    private final Optional<PlainCorrections<E>> corrections;
    private final PlainRepeats<E> repeats;
    /** By cell and metric, the events that metrics with an error took in. */
    private final Map<Cell, List<List<E>>> events = new HashMap<>();

    /** A group and the start of a tile. */
    public record Cell(GroupKey group, long tileMillis) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : Long.compare(tileMillis, other.tileMillis);
        }
    }

    /** A group's session: from its first event on, up to a gap after its last. */
    public record Session(GroupKey group, TimeRange span) implements Comparable<Session> {
        @Override
        public int compareTo(Session other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : Long.compare(span.firstMillis(), other.span.firstMillis());
        }
    }

    private record At(long eventTimeMillis, int partition, long offset) implements EventPosition {}

    public PlainFold(AggregationDefinition<E> definition) {
        this.definition = definition;
        this.sessions = new PlainSessions<>(definition);
        this.corrections = definition.corrections().map(any -> new PlainCorrections<>(definition));
        this.repeats = new PlainRepeats<>(definition);
    }

    /** What it folds. */
    public AggregationDefinition<E> definition() {
        return definition;
    }

    /**
     * Takes one event in, of those of a partition by ascending offset; one on which the user's code throws, at whatever is asked
     * of it, leaves no trace.
     *
     * @param logClockMillis when it came, as {@link io.tidemark.time.LogClock#whenCame} tells
     */
    public void add(E event, long eventTimeMillis, int partition, long offset, long logClockMillis) {
        if (!repeats.isRepeated(event, partition, logClockMillis)) {
            add(event, eventTimeMillis, partition, offset);
        }
    }

    /** The same of an event that no operator leaves out. */
    public void add(E event, long eventTimeMillis, int partition, long offset) {
        addAll(() -> List.of(new PlainSteps.Row<>(event, eventTimeMillis, false)), partition, offset);
    }

    /**
     * Takes in what comes of an event of one of the aggregation's streams: all of it, or nothing.
     *
     * @param logClockMillis as in {@link #add(Object, long, int, long, long)}
     */
    public <S> void take(
            StreamDefinition<S> stream,
            S event,
            long eventTimeMillis,
            int partition,
            long offset,
            long logClockMillis) {
        Source<S, E> source = definition.input().source(stream);
        if (definition.input().plainStream().isPresent() && isRepeated(event, partition, logClockMillis)) {
            return;
        }
        addAll(
                () -> PlainSteps.rows(source, event, eventTimeMillis),
                definition.input().firstNumber(stream.topic()) + partition,
                offset);
    }

    @SuppressWarnings("unchecked") // It is over this stream as it is.
    private boolean isRepeated(Object event, int partition, long logClockMillis) {
        return repeats.isRepeated((E) event, partition, logClockMillis);
    }

    /** What was made of an event before anything is done with it. */
    private record Tried<E>(Cell cell, E event, At at, Object[] alone, boolean takesBack) {}

    private void addAll(Supplier<List<PlainSteps.Row<E>>> rows, int partition, long offset) {
        Map<Cell, Object[]> before = new HashMap<>();
        try {
            List<Tried<E>> all = new ArrayList<>();
            for (PlainSteps.Row<E> row : rows.get()) {
                tried(row, new At(row.timeMillis(), partition, offset)).ifPresent(all::add);
            }
            if (all.size() > 1) {
                all.forEach(one -> before.put(one.cell(), copy(cells.get(one.cell()))));
            }
            all.forEach(this::add);
        } catch (Throwable thrown) {
            before.forEach((cell, accumulators) -> {
                if (accumulators == null) {
                    cells.remove(cell);
                } else {
                    cells.put(cell, accumulators);
                }
            });
            UserCode.requireRecordsFault(thrown, "aggregation \"" + definition.name() + "\"");
        }
    }

    private Object[] copy(Object[] accumulators) {
        if (accumulators == null) {
            return null;
        }
        Object[] copies = new Object[accumulators.length];
        for (int m = 0; m < copies.length; m++) {
            copies[m] = copy(definition.metrics().get(m).aggregator(), accumulators[m]);
        }
        return copies;
    }

    private Optional<Tried<E>> tried(PlainSteps.Row<E> row, At at) {
        E event = row.event();
        if (!holds(definition.where(), event)) {
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        definition.groups().forEach(g -> values.add(g.value().apply(event)));
        Cell cell = new Cell(
                new GroupCodec(definition.groups()).key(values),
                definition.tile().startOf(at.eventTimeMillis()));
        Object[] alone = new Object[definition.metrics().size()];
        for (int m = 0; m < alone.length; m++) {
            Metric<E> metric = definition.metrics().get(m);
            alone[m] = holds(metric.where(), event) ? alone(metric.aggregator(), event, at) : null;
        }
        boolean takesBack = takesBack(event) != row.isTakenBack();
        if (takesBack) {
            tryTakingBack(corrections.orElseThrow(), alone);
        }
        return Optional.of(new Tried<>(cell, event, at, alone, takesBack));
    }

    private void add(Tried<E> tried) {
        if (corrections.isPresent()) {
            corrections.get().take(tried.cell(), tried.alone(), tried.takesBack());
            return;
        }
        cells.put(tried.cell(), sum(cells.get(tried.cell()), tried.alone()));
        keep(tried.cell(), tried.event(), tried.alone());
        if (definition.sessions().isPresent()) {
            sessions.add(tried.cell().group(), tried.event(), tried.at());
        }
    }

    private boolean takesBack(E event) {
        return definition.corrections().flatMap(Corrections::retractedBy).stream()
                .anyMatch(claim -> claim.test(event));
    }

    private void tryTakingBack(PlainCorrections<E> from, Object[] alone) {
        for (int m = 0; m < alone.length; m++) {
            if (alone[m] != null) {
                Object less = definition.metrics().get(m).aggregator().create();
                from.subtractable(m).subtract(less, alone[m]);
                Object unused = throughBytes(from.subtractable(m), less);
            }
        }
    }

    private Map<Cell, Object[]> cells() {
        return corrections.map(PlainCorrections::cells).orElse(cells);
    }

    private void keep(Cell cell, E event, Object[] alone) {
        List<List<E>> kept = events.computeIfAbsent(cell, any -> definition.metrics().stream()
                .<List<E>>map(metric -> new ArrayList<>())
                .toList());
        for (int m = 0; m < alone.length; m++) {
            Metric<E> metric = definition.metrics().get(m);
            if (alone[m] != null && isEstimating(metric) && holds(metric.condition(), event)) {
                kept.get(m).add(event);
            }
        }
    }

    private static boolean isEstimating(Metric<?> metric) {
        return SessionMetric.within(metric.aggregator()) instanceof EstimatingAggregator<?, ?, ?>;
    }

    /**
     * How an answer disagrees with this fold; empty if it does not. An exact metric's must be equal. One that states its
     * error must lie within it, whatever this fold's own result is; any other must be close to that.
     *
     * @param metric by its place in the definition
     */
    @SuppressWarnings("unchecked") // The aggregator is of this definition, and so is the answer.
    public Optional<String> disagreement(Cell cell, int metric, Object answer) {
        Metric<E> of = definition.metrics().get(metric);
        Object own = of.aggregator().result(cells().get(cell)[metric]);
        if (Objects.equals(own, answer)) {
            return Optional.empty();
        }
        Object aggregator = SessionMetric.within(of.aggregator());
        if (!of.aggregator().traits().contains(Trait.EXACT) && aggregator instanceof EstimatingAggregator<?, ?, ?>) {
            return ((EstimatingAggregator<E, Object, Object>) aggregator)
                    .beyondError(events.get(cell).get(metric), answer);
        }
        boolean isClose = !of.aggregator().traits().contains(Trait.EXACT) && Closeness.areClose(own, answer);
        return isClose ? Optional.empty() : Optional.of("expected " + own + ", but was " + answer);
    }

    private Object[] sum(Object[] before, Object[] alone) {
        Object[] after = new Object[alone.length];
        // A merge of a user's may throw: it is tried on a copy. First those, then ours, which do not throw.
        for (boolean ours : new boolean[] {false, true}) {
            for (int m = 0; m < alone.length; m++) {
                Aggregator<E, Object, Object> aggregator =
                        definition.metrics().get(m).aggregator();
                if (ours == SessionMetric.isOurs(aggregator)) {
                    after[m] = before == null ? aggregator.create() : ours ? before[m] : copy(aggregator, before[m]);
                    if (alone[m] != null) {
                        aggregator.merge(after[m], alone[m]);
                    }
                }
            }
        }
        return after;
    }

    private static <E> Object copy(Aggregator<E, Object, Object> aggregator, Object accumulator) {
        Object copy = aggregator.create();
        aggregator.merge(copy, accumulator);
        return copy;
    }

    /** An accumulator of the event alone, that can be stored and finished. */
    private static <E> Object alone(Aggregator<E, Object, Object> aggregator, E event, At at) {
        Object added = aggregator.create();
        aggregator.add(added, event, at);
        Object merged = aggregator.create();
        aggregator.merge(merged, added);
        Object unused = throughBytes(aggregator, merged);
        return added;
    }

    private static <E> Object throughBytes(Aggregator<E, Object, Object> aggregator, Object accumulator) {
        ByteWriter out = new ByteWriter();
        aggregator.write(accumulator, out);
        return aggregator.result(aggregator.read(new ByteReader(out.toBytes())));
    }

    /** The finished metrics of every cell that has an event, of those that were not taken back, in the order of groups and tiles. */
    public Map<Cell, List<Object>> results() {
        Map<Cell, List<Object>> results = signedResults();
        corrections.ifPresent(left -> results.keySet().removeIf(cell -> !left.isThere(cell)));
        return results;
    }

    /**
     * The same with the cells that are in no answer, since as many events were taken back as came: a window over them and others
     * has what is left of them.
     */
    public Map<Cell, List<Object>> signedResults() {
        Map<Cell, List<Object>> results = new TreeMap<>();
        cells().forEach((cell, accumulators) -> {
            List<Object> row = new ArrayList<>();
            for (int m = 0; m < accumulators.length; m++) {
                row.add(definition.metrics().get(m).aggregator().result(accumulators[m]));
            }
            results.put(cell, row);
        });
        return results;
    }

    /** The finished metrics of every session of an aggregation that has them, in the order of groups and starts. */
    public Map<Session, List<Object>> sessions() {
        return sessions.results();
    }

    private static <E> boolean holds(Optional<Condition<E>> condition, E event) {
        return condition.isEmpty() || condition.get().test(event);
    }
}
