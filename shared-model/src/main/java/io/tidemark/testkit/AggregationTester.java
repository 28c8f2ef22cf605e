package io.tidemark.testkit;

import io.tidemark.event.DecodeException;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.OperatorStep;
import io.tidemark.fold.SourceFold;
import io.tidemark.fold.TileTable;
import io.tidemark.input.Source;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.operator.HeapMemory;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.RunningCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Tries a definition in a user's own unit test, with nothing running: give events, ask answers.
 *
 * <pre>{@code
 * var tester = AggregationTester.of(new FlightModel(), "delays-by-origin", Flight.class)
 *     .event(flight().from("AMS").late(minutes(12)))
 *     .record("{\"origin\": \"AMS\", \"delay\": \"late\"}");
 * assertEquals(1L, tester.answer("AMS").get("flights"));
 * assertEquals(1, tester.quarantined().size());
 * tester.checkEveryWay(100);
 * }</pre>
 *
 * <p>Of an aggregation over several streams each event and record says by the topic of which it is.
 *
 * <p>{@link #checkEveryWay} splits the events over partitions, cuts them at a tidemark, restarts and merges, all at
 * random, and compares with the plain fold. Owned by one thread.
 */
public final class AggregationTester<S> {
    private final Trial<?> trial;

    private AggregationTester(Trial<?> trial) {
        this.trial = trial;
    }

    /**
     * A tester of one aggregation of a model.
     *
     * @param event the class of the events of the only stream that the aggregation is over, be it with steps or without
     * @throws io.tidemark.model.DefinitionException with all faults of the model
     * @throws IllegalArgumentException if the model has no such aggregation over such events
     */
    public static <S> AggregationTester<S> of(TidemarkModel model, String aggregation, Class<S> event) {
        AggregationDefinition<?> definition = definition(model, aggregation);
        List<? extends Source<?, ?>> sources = definition.input().sources();
        if (sources.size() > 1 || sources.get(0).stream().eventClass() != event) {
            throw new IllegalArgumentException("aggregation \"" + aggregation + "\": its events are of "
                    + (sources.size() > 1
                            ? "several streams"
                            : sources.get(0).stream().eventClass().getName())
                    + ", not of " + event.getName());
        }
        return new AggregationTester<>(new Trial<>(definition));
    }

    /**
     * A tester of one aggregation of a model, be it over several streams.
     *
     * @throws io.tidemark.model.DefinitionException with all faults of the model
     * @throws IllegalArgumentException if the model has no such aggregation
     */
    public static AggregationTester<Object> of(TidemarkModel model, String aggregation) {
        return new AggregationTester<>(new Trial<>(definition(model, aggregation)));
    }

    private static AggregationDefinition<?> definition(TidemarkModel model, String aggregation) {
        return Model.of(model)
                .aggregation(aggregation)
                .orElseThrow(
                        () -> new IllegalArgumentException("the model has no aggregation \"" + aggregation + "\""));
    }

    /**
     * Takes an event in, as the next of the log, of one partition, whose clock goes on with the latest event time; one that has
     * no event time or makes user code throw is quarantined.
     */
    public AggregationTester<S> event(S event) {
        return event(trial.onlyTopic(), event);
    }

    /** The same of one of the streams. */
    public AggregationTester<S> event(String topic, Object event) {
        trial.stream(topic).event(event);
        return this;
    }

    /** Takes a record in, as text in the stream's format; one that does not decode is quarantined. */
    public AggregationTester<S> record(String text) {
        return record(trial.onlyTopic(), text);
    }

    /** The same of one of the streams. */
    public AggregationTester<S> record(String topic, String text) {
        trial.stream(topic).record(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The metrics of a group over all time, by name; empty if the group has no event. A group's value may be null. */
    public Map<String, Object> answer(Object... group) {
        return answer(TimeRange.ALL, group);
    }

    /** The metrics of a group over the tiles that start in a range. */
    public Map<String, Object> answer(TimeRange range, Object... group) {
        return trial.answer(range, group);
    }

    /** The groups that have events, each as its values in the order of the group fields; sorted. */
    public List<List<Object>> groups() {
        return trial.groups();
    }

    /** Why records were quarantined, one line for each, in their order. */
    public List<String> quarantined() {
        return List.copyOf(trial.quarantined);
    }

    /** When two results of a metric that is not exact count as equal; without this it must lie within
     * the error that its aggregator states ({@link io.tidemark.aggregator.EstimatingAggregator}), or be close. */
    public AggregationTester<S> agreeing(String metric, BiPredicate<Object, Object> within) {
        trial.agreeing(metric, within);
        return this;
    }

    /**
     * Computes everything again in as many ways as there are seeds and compares with the plain fold.
     *
     * @throws AssertionError with the group, tile, metric and seed that differ
     */
    public void checkEveryWay(int seeds) {
        trial.checkEveryWay(seeds);
    }

    /** What is tried, with the class of the aggregation's own events. */
    private static final class Trial<E> {
        private final AggregationDefinition<E> definition;
        private final Fold<E> fold;
        private final TileTable table;
        private final Map<String, Stream<?>> streams = new LinkedHashMap<>();
        private final List<EveryWay.Placed<E>> events = new ArrayList<>();
        private final List<String> quarantined = new ArrayList<>();
        private final Map<String, BiPredicate<Object, Object>> agreements = new LinkedHashMap<>();
        /** Null without an operator. */
        private OperatorStep<E> step;

        private HeapMemory memory;
        private long clockMillis = Long.MIN_VALUE;
        private long offset;

        Trial(AggregationDefinition<E> definition) {
            this.definition = definition;
            fold = new Fold<>(definition);
            table = new TileTable(definition);
            definition.input().sources().forEach(source -> streams.put(source.topic(), new Stream<>(source)));
            definition.operator().ifPresent(operator -> {
                memory = new HeapMemory(operator.lookBack());
                step = new OperatorStep<>(operator, definition.place(), new RunningCode());
                step.open(memory);
            });
        }

        String onlyTopic() {
            if (streams.size() > 1) {
                throw new IllegalArgumentException("the aggregation is over " + streams.keySet() + ": name the topic");
            }
            return streams.keySet().iterator().next();
        }

        Stream<?> stream(String topic) {
            Stream<?> stream = streams.get(topic);
            if (stream == null) {
                throw new IllegalArgumentException(
                        "the aggregation is not over " + topic + ", but over " + streams.keySet());
            }
            return stream;
        }

        /** One of those that it is over. */
        private final class Stream<S> {
            private final Source<S, E> source;
            private final StreamDecoder<S> decoder;
            private final SourceFold<S, E> folds;

            Stream(Source<S, E> source) {
                this.source = source;
                this.decoder = new StreamDecoder<>(withoutSkew(source.stream()));
                this.folds = SourceFold.of(definition, source.stream(), fold, new RunningCode());
            }

            void event(Object given) {
                S event = source.stream().eventClass().cast(given);
                try {
                    decoder.accept(event, 0);
                    take(event);
                } catch (DecodeException unusable) {
                    quarantined.add(unusable.getMessage());
                }
                offset++;
            }

            void record(byte[] bytes) {
                try {
                    take(decoder.decode(bytes, 0, bytes.length, 0));
                } catch (DecodeException unusable) {
                    quarantined.add(unusable.getMessage());
                }
                offset++;
            }

            @SuppressWarnings("unchecked") // Of a stream as it is they are the aggregation's.
            private void take(S event) {
                long eventTimeMillis = decoder.eventTimeMillis();
                clockMillis = Math.max(clockMillis, eventTimeMillis);
                if (source.isPlain()) {
                    takeAsItIs((E) event, eventTimeMillis);
                    return;
                }
                try {
                    folds.fold(event, eventTimeMillis, 0, offset, table);
                    PlainSteps.rows(source, event, eventTimeMillis)
                            .forEach(row -> events.add(new EveryWay.Placed<>(row.event(), row.timeMillis(), offset)));
                } catch (FoldException thrown) {
                    quarantined.add(thrown.getMessage());
                }
            }
        }

        /** There are no record timestamps here that an event time could be far from. */
        private static <S> StreamDefinition<S> withoutSkew(StreamDefinition<S> stream) {
            return new StreamDefinition<>(
                    stream.topic(), stream.eventClass(), stream.format(), stream.eventTimeMillis(), Optional.empty());
        }

        private void takeAsItIs(E event, long eventTimeMillis) {
            try {
                if (step == null) {
                    fold(event, eventTimeMillis);
                    return;
                }
                for (OperatorStep.Made<E> made : step.take(event, eventTimeMillis, clockMillis, offset)) {
                    fold(made.event(), made.eventTimeMillis());
                }
                memory.keep();
            } catch (FoldException thrown) {
                quarantined.add(thrown.getMessage());
            }
        }

        private void fold(E event, long eventTimeMillis) {
            events.add(new EveryWay.Placed<>(event, eventTimeMillis, offset));
            try {
                fold.fold(event, eventTimeMillis, 0, offset, table);
            } catch (FoldException thrown) {
                quarantined.add(thrown.getMessage());
            }
        }

        Map<String, Object> answer(TimeRange range, Object... group) {
            GroupKey key = new GroupCodec(definition.groups()).key(Arrays.asList(group));
            // One row for the whole range, at a tile that is as good as any.
            TileTable merged = new TileTable(definition);
            table.forEachRowOf(key, row -> {
                if (range.isAll() || range.contains(table.tile(row))) {
                    EveryWay.mergeRow(table, row, merged, 0);
                }
            });
            Map<String, Object> answer = new LinkedHashMap<>();
            for (int row : merged.rowsThatAreThere()) {
                for (int metric = 0; metric < definition.metrics().size(); metric++) {
                    answer.put(definition.metrics().get(metric).name(), merged.result(row, metric));
                }
            }
            return Collections.unmodifiableMap(answer);
        }

        List<List<Object>> groups() {
            GroupCodec codec = new GroupCodec(definition.groups());
            List<List<Object>> groups = new ArrayList<>();
            GroupKey last = null;
            for (int row : table.sortedRows()) {
                if (table.isThere(row) && !table.group(row).equals(last)) {
                    last = table.group(row);
                    groups.add(codec.values(last));
                }
            }
            return groups;
        }

        void agreeing(String metric, BiPredicate<Object, Object> within) {
            if (definition.metricIndex(metric) < 0) {
                throw new IllegalArgumentException("no metric \"" + metric + "\"; there are "
                        + definition.metrics().stream().map(Metric::name).toList());
            }
            agreements.put(metric, within);
        }

        void checkEveryWay(int seeds) {
            for (long seed = 1; seed <= seeds; seed++) {
                new EveryWay<>(definition, agreements, seed).check(events);
            }
        }
    }
}
