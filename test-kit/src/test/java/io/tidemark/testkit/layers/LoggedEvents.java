package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.function.Field;
import io.tidemark.model.AggregationBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Records as a log has them, one aggregation over them, and what both layers say of it. */
abstract class LoggedEvents {
    static final String AT = "'at':'2026-11-21T09:00:00Z'";
    static final String TILE = " 2026-11-21T09:00:00Z";

    @TempDir
    Path directory;

    TwoLayers layers;

    @BeforeEach
    void open() {
        layers = new TwoLayers(directory);
    }

    static <E extends Record> TidemarkModel model(
            Class<E> event,
            Field<E, Instant> time,
            Field<E, String> group,
            UnaryOperator<AggregationBuilder<E>> metrics) {
        return model(event, time, group, metrics, stream -> stream);
    }

    static <E extends Record> TidemarkModel model(
            Class<E> event,
            Field<E, Instant> time,
            Field<E, String> group,
            UnaryOperator<AggregationBuilder<E>> metrics,
            UnaryOperator<StreamBuilder<E>> stream) {
        return model -> metrics.apply(model.aggregation("a")
                .over(stream.apply(model.stream(TwoLayers.TOPIC, event).eventTime(time)))
                .groupBy("k", group)
                .tile(Duration.ofMinutes(5))
                .metric("n", count()));
    }

    /** Both layers give this, each by itself; then a recompute gives it again. */
    void check(TidemarkModel model, Map<String, List<Object>> expected) throws Exception {
        assertEquals(expected, layers.realtime(model));
        layers.archive(model);
        assertEquals(expected, layers.batch(model));
        layers.recompute(model);
        assertEquals(expected, layers.batch(model));
    }

    record Plain(Instant at, String k) {}

    static final TidemarkModel PLAIN = model(Plain.class, Plain::at, Plain::k, a -> a);
}
