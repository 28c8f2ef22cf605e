package io.tidemark.fold;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.first;
import static io.tidemark.aggregator.Aggregators.list;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Events;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

final class SourceFoldTest {
    record Order(Instant at, String shop, List<Integer> cents) {}

    record Refund(Instant at, String shop, int cents) {}

    /** A row; one of 13 cents cannot be grouped, one of 17 is of no time, one of 19 of the year 20000. */
    record Paid(String shop, int cents) {
        Instant at() {
            return cents == 17 ? null : cents == 19 ? Instant.parse("+20000-01-01T00:00:00Z") : Instant.EPOCH;
        }

        String group() {
            if (cents == 13) {
                throw new IllegalStateException("thirteen");
            }
            return shop;
        }
    }

    private static final RunningCode RUNNING = new RunningCode();

    private static Model model(Function<ModelBuilder, Events<Paid>> events) {
        return Model.of(model -> model.aggregation("paid")
                .over(events.apply(model))
                .where(p -> p.cents() != 5)
                .groupBy("shop", Paid::group)
                .tile(Duration.ofMinutes(1))
                .metric("n", count())
                .metric("cents", sum(Paid::cents))
                .metric("first", first(Paid::cents))
                .metric("all", list(Paid::cents, 20)));
    }

    private static StreamBuilder<Order> orders(ModelBuilder model) {
        return model.stream("orders", Order.class).eventTime(Order::at);
    }

    private static Events<Paid> union(ModelBuilder model) {
        return model.union(
                model.stream("refunds", Refund.class)
                        .eventTime(Refund::at)
                        .filter(r -> r.cents() > 0)
                        .map(Paid.class, r -> new Paid(r.shop(), -r.cents())),
                orders(model).flatMap(Paid.class, SourceFoldTest::paid));
    }

    private static List<Paid> paid(Order order) {
        List<Paid> paid = new ArrayList<>();
        for (int cents : order.cents()) {
            paid.add(cents == 0 ? null : new Paid(order.shop(), cents));
        }
        return order.shop().equals("none") ? null : paid;
    }

    @SuppressWarnings("unchecked")
    private static <S> StreamDefinition<S> stream(Model model, String topic) {
        return (StreamDefinition<S>) model.stream(topic).orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Paid> definition(Model model) {
        return (AggregationDefinition<Paid>) model.aggregations().get(0);
    }

    @Test
    void anEventCountsWithAllThatComesOfItOrWithNothing() {
        Model model = model(SourceFoldTest::union);
        AggregationDefinition<Paid> definition = definition(model);
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SourceFold<Order, Paid> orders = SourceFold.of(definition, stream(model, "orders"), RUNNING);
            SourceFold<Refund, Paid> refunds = SourceFold.of(definition, stream(model, "refunds"), RUNNING);
            PlainFold<Paid> plain = new PlainFold<>(definition);
            TileTable table = new TileTable(definition);
            for (int offset = 0; offset < 60; offset++) {
                long time = random.nextInt(200_000);
                String shop = random.nextInt(20) == 0 ? "none" : "s" + random.nextInt(3);
                if (random.nextBoolean()) {
                    Refund refund = new Refund(Instant.ofEpochMilli(time), shop, random.nextInt(-5, 30));
                    int partition = random.nextInt(3);
                    fold(refunds, refund, time, partition, offset, table);
                    plain.take(stream(model, "refunds"), refund, time, partition, offset, 0);
                } else {
                    List<Integer> cents = new ArrayList<>();
                    for (int i = random.nextInt(5); i > 0; i--) {
                        cents.add(random.nextInt(40));
                    }
                    Order order = new Order(Instant.ofEpochMilli(time), shop, cents);
                    int partition = random.nextInt(3);
                    fold(orders, order, time, partition, offset, table);
                    plain.take(stream(model, "orders"), order, time, partition, offset, 0);
                }
            }
            assertEquals(plain.results(), results(table), "seed " + seed);
        }
    }

    private static <S> void fold(
            SourceFold<S, Paid> fold, S event, long time, int partition, long offset, TileTable into) {
        try {
            fold.fold(event, time, partition, offset, into);
        } catch (FoldException quarantined) {
            assertTrue(quarantined.getMessage().length() > 3, quarantined.getMessage());
        }
    }

    private static Map<Cell, List<Object>> results(TileTable table) {
        Map<Cell, List<Object>> results = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            List<Object> values = new ArrayList<>();
            for (int m = 0; m < table.definition().metrics().size(); m++) {
                values.add(table.result(row, m));
            }
            results.put(new Cell(table.group(row), table.tile(row)), values);
        }
        return results;
    }

    /** Folds one order whose cents say what is to come of it; returns why it is refused. */
    private static FoldException refused(Function<ModelBuilder, Events<Paid>> events, Integer... cents) {
        Model model = model(events);
        TileTable table = new TileTable(definition(model));
        SourceFold<Order, Paid> fold = SourceFold.of(definition(model), stream(model, "orders"), RUNNING);
        FoldException refused = assertThrows(
                FoldException.class, () -> fold.fold(new Order(Instant.EPOCH, "s", List.of(cents)), 0, 0, 0, table));
        assertEquals(0, table.rows(), "no trace");
        assertEquals(null, RUNNING.place());
        return refused;
    }

    private static void assertRefused(String reason, boolean isOfUserCode, FoldException refused) {
        assertEquals(reason, refused.getMessage());
        assertEquals(isOfUserCode, refused.isOfUserCode());
    }

    @Test
    void whatIsNoEventRefusesAllThatCameBefore() {
        assertRefused(
                "flatMap gives null as an event",
                true,
                refused(model -> orders(model).flatMap(Paid.class, SourceFoldTest::paid), 1, 2, 0));
        assertRefused("map gives null as an event", true, refused(model -> orders(model)
                .map(Paid.class, o -> null)));
        assertRefused("flatMap gives null in place of its rows", true, refused(model -> orders(model)
                .flatMap(Paid.class, o -> null)));
        assertRefused(
                "java.lang.IllegalStateException: thirteen",
                true,
                refused(model -> orders(model).flatMap(Paid.class, SourceFoldTest::paid), 1, 2, 13));
    }

    @Test
    void aTimeOfItsOwnThatCannotBeUsedIsNoFaultOfTheCode() {
        Function<ModelBuilder, Events<Paid>> timed =
                model -> orders(model).flatMap(Paid.class, SourceFoldTest::paid, Paid::at);
        assertRefused("event time: is missing", false, refused(timed, 1, 17));
        assertRefused("event time: 568971820800000 ms is outside of the years 0 to 9999", false, refused(timed, 1, 19));
    }

    @Test
    void aRowThatIsRefusedRefusesTheOthersWhicheverTimesAreWanted() throws FoldException {
        Model model = model(builder ->
                orders(builder).flatMap(Paid.class, SourceFoldTest::paid, p -> Instant.ofEpochSecond(60L * p.cents())));
        TileTable table = new TileTable(definition(model));
        SourceFold<Order, Paid> fold = SourceFold.of(definition(model), stream(model, "orders"), RUNNING);
        LongPredicate firstTen = millis -> millis < 600_000;
        assertRefused(
                "java.lang.IllegalStateException: thirteen",
                true,
                assertThrows(FoldException.class, () -> fold.fold(order(1, 13), 0, 0, 0, firstTen, table)));
        assertEquals(0, table.rows(), "no trace");
        assertEquals(2, fold.fold(order(1, 11, 2), 0, 0, 1, firstTen, table));
        assertEquals(2, table.rows());
    }

    private static Order order(Integer... cents) {
        return new Order(Instant.EPOCH, "s", List.of(cents));
    }

    private record Endless() implements Iterable<Paid> {
        @Override
        public Iterator<Paid> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Paid next() {
                    return new Paid("s", 1);
                }
            };
        }
    }

    @Test
    void anEventOfWhichTooManyComeCostsOneRecord() throws FoldException {
        assertRefused("flatMap gives more than 10000 events for one", true, refused(model -> orders(model)
                .flatMap(Paid.class, o -> new Endless())));
        Model model = model(
                builder -> orders(builder).flatMap(Paid.class, o -> Collections.nCopies(10_000, new Paid("s", 1))));
        TileTable table = new TileTable(definition(model));
        SourceFold<Order, Paid> fold = SourceFold.of(definition(model), stream(model, "orders"), RUNNING);
        assertEquals(10_000, fold.fold(new Order(Instant.EPOCH, "s", List.of()), 0, 0, 0, table));
        assertEquals(10_000L, table.result(0, 0));
    }

    /** What the function that is called for the third time does. */
    private static void inTheMiddle(Consumer<int[]> third, Class<? extends Throwable> expected) {
        int[] calls = new int[1];
        Model model = Model.of(builder -> builder.aggregation("paid")
                .over(orders(builder).flatMap(Paid.class, SourceFoldTest::paid))
                .where(p -> {
                    third.accept(calls);
                    return true;
                })
                .allTime()
                .metric("n", count()));
        TileTable table = new TileTable(definition(model));
        SourceFold<Order, Paid> fold = SourceFold.of(definition(model), stream(model, "orders"), RUNNING);
        assertThrows(expected, () -> fold.fold(new Order(Instant.EPOCH, "s", List.of(1, 2)), 0, 0, 0, table));
    }

    @Test
    void codeThatThrowsOnARowThatItDidNotThrowOnBeforePutsTheTableInDoubt() {
        // Tried on both, then on the first, which is in: the fourth call is the second row's.
        inTheMiddle(
                calls -> {
                    if (++calls[0] == 4) {
                        throw new IllegalStateException("moody");
                    }
                },
                HalfFoldedEventException.class);
        inTheMiddle(
                calls -> {
                    if (++calls[0] == 3) {
                        throw new IllegalStateException("moody");
                    }
                },
                FoldException.class);
        inTheMiddle(
                calls -> {
                    if (++calls[0] == 2) {
                        throw new NoClassDefFoundError("gone");
                    }
                },
                UserCodeException.class);
    }

    @Test
    void aStoreThatFailsWhenSomeOfAnEventIsInPutsTheTableInDoubt() {
        Model model =
                model(builder -> orders(builder).flatMap(Paid.class, o -> List.of(new Paid("a", 1), new Paid("b", 1))));
        AggregationDefinition<Paid> definition = definition(model);
        int[] asked = new int[1];
        TileTable.RowSource failing = (group, tile) -> {
            if (++asked[0] == 2) {
                throw new IllegalStateException("the disk is gone");
            }
            return null;
        };
        TileTable table = new TileTable(definition, failing);
        SourceFold<Order, Paid> fold = SourceFold.of(definition, stream(model, "orders"), RUNNING);
        HalfFoldedTableException doubt = assertThrows(
                HalfFoldedTableException.class,
                () -> fold.fold(new Order(Instant.EPOCH, "s", List.of()), 0, 0, 0, table));
        assertEquals("the disk is gone", doubt.getMessage());
    }
}
