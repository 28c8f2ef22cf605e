package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.aggregator.Aggregators.sumDouble;

import io.tidemark.event.Name;
import io.tidemark.it.process.KafkaTopic;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive holds what the log said, so a definition that is changed is answered as if it had always been so. */
final class ChangedDefinitionsIT {
    private static final String ADDED = "changed-field-added";
    private static final String RENAMED = "changed-field-renamed";
    private static final String NAMED = "changed-name-added";
    private static final String MADE = "changed-constructor-added";
    private static final String NEEDED = "changed-field-needed";
    private static final String WIDER = "changed-field-wider";
    private static final Duration TILE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    /** As it was. */
    public static final class Before implements TidemarkModel {
        /** Its quantity is in the log all the same. */
        public record Item(Instant at, String k) {}

        /** Called as the log calls it. */
        public record Order(Instant at, String buyer_id) {}

        /** Whose name in the log was not known. */
        public record Sale(Instant at, String buyer) {}

        /** As it came. */
        public record Visit(Instant at, String k) {}

        /** Which may have a weight. */
        public record Parcel(Instant at, String k) {}

        /** In whole cents. */
        public record Payment(Instant at, long cents) {}

        @Override
        public void define(ModelBuilder model) {
            var items = model.stream(ADDED, Item.class).eventTime(Item::at).keepUndeclared();
            model.aggregation("items").over(items).tile(TILE).metric("n", count());
            var orders = model.stream(RENAMED, Order.class).eventTime(Order::at);
            model.aggregation("orders")
                    .over(orders)
                    .groupBy("buyer", Order::buyer_id)
                    .tile(TILE)
                    .metric("n", count());
            var sales = model.stream(NAMED, Sale.class).eventTime(Sale::at).keepUndeclared();
            model.aggregation("sales")
                    .over(sales)
                    .groupBy("buyer", Sale::buyer)
                    .tile(TILE)
                    .metric("n", count());
            var visits = model.stream(MADE, Visit.class).eventTime(Visit::at);
            model.aggregation("visits")
                    .over(visits)
                    .groupBy("k", Visit::k)
                    .tile(TILE)
                    .metric("n", count());
            var parcels = model.stream(NEEDED, Parcel.class).eventTime(Parcel::at);
            model.aggregation("parcels").over(parcels).tile(TILE).metric("n", count());
            var payments = model.stream(WIDER, Payment.class).eventTime(Payment::at);
            model.aggregation("payments").over(payments).tile(TILE).metric("cents", sum(Payment::cents));
        }
    }

    /** As it is now. */
    public static final class After implements TidemarkModel {
        /** With its quantity. */
        public record Item(Instant at, String k, Integer qty) {}

        /** Called as the house calls it. */
        public record Order(Instant at, @Name("buyer_id") String buyer) {}

        /** By its name in the log. */
        public record Sale(Instant at, @Name("b") String buyer) {}

        /** In upper case. */
        public record Visit(Instant at, String k) {
            public Visit {
                k = k.toUpperCase(Locale.ROOT);
            }
        }

        /** Which must have a weight. */
        public record Parcel(Instant at, String k, int grams) {}

        /** In parts of cents. */
        public record Payment(Instant at, double cents) {}

        @Override
        public void define(ModelBuilder model) {
            var items = model.stream(ADDED, Item.class).eventTime(Item::at).keepUndeclared();
            model.aggregation("items")
                    .over(items)
                    .tile(TILE)
                    .metric("n", count())
                    .metric("qty", sum(Item::qty));
            var orders = model.stream(RENAMED, Order.class).eventTime(Order::at);
            model.aggregation("orders")
                    .over(orders)
                    .groupBy("buyer", Order::buyer)
                    .tile(TILE)
                    .metric("n", count());
            var sales = model.stream(NAMED, Sale.class).eventTime(Sale::at).keepUndeclared();
            model.aggregation("sales")
                    .over(sales)
                    .groupBy("buyer", Sale::buyer)
                    .tile(TILE)
                    .metric("n", count());
            var visits = model.stream(MADE, Visit.class).eventTime(Visit::at);
            model.aggregation("visits")
                    .over(visits)
                    .groupBy("k", Visit::k)
                    .tile(TILE)
                    .metric("n", count());
            var parcels = model.stream(NEEDED, Parcel.class).eventTime(Parcel::at);
            model.aggregation("parcels")
                    .over(parcels)
                    .tile(TILE)
                    .metric("n", count())
                    .metric("grams", sum(Parcel::grams));
            var payments = model.stream(WIDER, Payment.class).eventTime(Payment::at);
            model.aggregation("payments").over(payments).tile(TILE).metric("cents", sumDouble(Payment::cents));
        }
    }

    @Test
    void aDefinitionThatIsChangedIsAnsweredAsIfItHadAlwaysBeenSo() {
        for (String topic : List.of(ADDED, RENAMED, NAMED, MADE, NEEDED, WIDER)) {
            Node.topic(topic).create(1, Map.of("message.timestamp.type", "LogAppendTime"));
        }
        String at = "{\"at\":\"2026-11-21T09:00:00Z\",";
        send(ADDED, at + "\"k\":\"x\",\"qty\":2}");
        send(RENAMED, at + "\"buyer_id\":\"ada\"}");
        send(NAMED, at + "\"b\":\"ada\"}");
        send(MADE, at + "\"k\":\"x\"}");
        send(NEEDED, at + "\"k\":\"x\"}");
        send(WIDER, at + "\"cents\":5}");
        try (Node node = Node.start(new Before(), directory)) {
            node.awaitBatch("items", "n", Map.of("", 2L));
            node.awaitBatch("orders", "n", Map.of("ada", 2L));
            node.awaitBatch("sales", "n", Map.of("null", 2L));
            node.awaitBatch("visits", "n", Map.of("x", 2L));
            node.awaitBatch("parcels", "n", Map.of("", 2L));
            node.awaitBatch("payments", "cents", Map.of("", 10L));
        }
        send(ADDED, at + "\"k\":\"x\",\"qty\":2}");
        send(MADE, at + "\"k\":\"x\"}");
        send(NEEDED, at + "\"k\":\"x\",\"grams\":7}");
        send(WIDER, at + "\"cents\":2.5}");
        try (Node node = Node.start(new After(), directory)) {
            node.awaitBatch("items", "qty", Map.of("", 8L));
            node.awaitBatch("orders", "n", Map.of("ada", 2L));
            node.awaitBatch("sales", "n", Map.of("ada", 2L));
            node.awaitBatch("visits", "n", Map.of("X", 4L));
            // Without what is needed now a record is none of this definition, in either layer.
            node.awaitBatch("parcels", "n", Map.of("", 2L));
            node.awaitBatch("parcels", "grams", Map.of("", 14L));
            node.awaitBatch("payments", "cents", Map.of("", 15L));
            node.awaitNoFault();
        }
    }

    private static void send(String topic, String value) {
        KafkaTopic log = Node.topic(topic);
        log.send(0, value, value);
    }
}
