package io.tidemark.correction;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.SubtractableAggregator;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.Fault;
import io.tidemark.model.AggregationBuilder;
import io.tidemark.model.DefinitionException;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.AggregationTester;
import io.tidemark.testkit.AggregatorLaws;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was taken back is as if it had never been, in any order, split and part of the log. */
class CorrectionsLaws {
    /** An order, or the same one as it was, cancelled. */
    record Order(long at, String shop, long cents, BigDecimal tax, double weight, int trouble, boolean cancelled) {
        Order cancel() {
            return new Order(at, shop, cents, tax, weight, trouble, true);
        }
    }

    /** A user's: how many of each number of cents there are, and what more than once. Throws on some, at some step. */
    static class Multiset implements SubtractableAggregator<Order, Map<Long, Long>, Long> {
        @Override
        public Map<Long, Long> create() {
            return new TreeMap<>();
        }

        @Override
        public void add(Map<Long, Long> counts, Order order, EventPosition at) {
            safe(order, 1);
            change(counts, order.cents(), 1);
        }

        private static void change(Map<Long, Long> counts, long cents, long by) {
            counts.merge(cents, by, (a, b) -> a + b == 0 ? null : a + b);
        }

        @Override
        public void merge(Map<Long, Long> into, Map<Long, Long> from) {
            from.forEach((cents, count) -> change(into, cents, count));
        }

        @Override
        public void subtract(Map<Long, Long> into, Map<Long, Long> from) {
            from.forEach((cents, count) -> change(into, cents, -count));
        }

        @Override
        public Long result(Map<Long, Long> counts) {
            return counts.values().stream().filter(count -> count > 1).count();
        }

        @Override
        public void write(Map<Long, Long> counts, ByteWriter out) {
            out.writeVarInt(counts.size());
            counts.forEach((cents, count) -> {
                out.writeVarLong(cents);
                out.writeVarLong(count);
            });
        }

        @Override
        public Map<Long, Long> read(ByteReader in) {
            Map<Long, Long> counts = create();
            for (int i = in.readVarInt(); i > 0; i--) {
                counts.put(in.readVarLong(), in.readVarLong());
            }
            return counts;
        }

        @Override
        public ResultType resultType() {
            return ResultType.LONG;
        }

        @Override
        public String describe() {
            return "multiset";
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.EXACT, Trait.SUBTRACTABLE, Trait.ORDER_FREE);
        }
    }

    static final class Stubborn extends Multiset {
        @Override
        public void subtract(Map<Long, Long> into, Map<Long, Long> from) {
            if (from.containsKey(666L)) {
                throw new IllegalStateException("what was brought is never given back");
            }
            super.subtract(into, from);
        }
    }

    private static boolean safe(Order order, int trouble) {
        if (order.trouble() == trouble) {
            throw new IllegalStateException("trouble " + trouble);
        }
        return true;
    }

    private static final TidemarkModel MODEL = model -> model.aggregation("orders")
            .over(model.stream("orders", Order.class).eventTimeMillis(Order::at))
            .where(order -> safe(order, 2) && order.cents() != 13)
            .retractedBy(order -> safe(order, 3) && order.cancelled())
            .groupBy("shop", Order::shop)
            .tile(Duration.ofMinutes(1))
            .metric("cents", sum(order -> safe(order, 4) ? order.cents() : 0))
            .metric("twice", new Stubborn())
            .metric("events", count())
            .metric("large", count(), order -> order.cents() > 500)
            .metric("tax", sumDecimal(Order::tax))
            .metric("mean", mean(Order::cents))
            .metric("spread", sampleStddev(Order::cents))
            .metric("weight", sumDouble(Order::weight))
            .metric("mean_weight", meanDouble(Order::weight), order -> order.weight() < 0)
            .metric("spread_weight", varianceDouble(Order::weight))
            .metric("share", share(order -> order.cents() % 2 == 0))
            .metric("any", anyMatch(order -> order.cents() == 100))
            .metric("all", allMatch(order -> order.cents() < 900))
            .metric("sizes", histogram(Order::cents, 0, 300, 600));

    private static AggregationTester<Order> tester() {
        return AggregationTester.of(MODEL, "orders", Order.class);
    }

    private static Order order(long at, String shop, long cents) {
        return new Order(at, shop, cents, new BigDecimal("0.10"), 0.1, 0, false);
    }

    private static Order random(SplittableRandom random) {
        return new Order(
                random.nextInt(300_000),
                "shop " + random.nextInt(4),
                random.nextInt(20) == 0 ? random.nextLong() : random.nextInt(1_000),
                new BigDecimal(random.nextInt(-9_999, 9_999)).movePointLeft(random.nextInt(4)),
                random.nextInt(10) == 0
                        ? Double.NaN
                        : (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-9, 9)),
                random.nextInt(15) == 0 ? random.nextInt(6) : 0,
                false);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsLeftIsThePlainFoldOfWhatWasNotTakenBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Order> log = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Order order = random(random);
            log.add(order);
            if (random.nextInt(3) > 0) {
                log.add(order.cancel());
            }
        }
        // Also some that never were.
        log.add(random(random).cancel());
        if (random.nextBoolean()) {
            Collections.shuffle(log, new Random(seed));
        }
        AggregationTester<Order> tester = tester();
        log.forEach(tester::event);
        tester.checkEveryWay(10);
    }

    @Test
    void aRowOfWhichAllWasTakenBackIsAsIfItHadNeverBeen() {
        AggregationTester<Order> tester = tester();
        Order order = order(0, "x", 5);
        tester.event(order.cancel()).event(order(0, "y", 7)).event(order);
        assertEquals(List.of(List.of("y")), tester.groups());
        assertEquals(Map.of(), tester.answer("x"));
        assertEquals(1L, tester.answer("y").get("events"));
    }

    @Test
    void whatNeverCameIsTakenBackAllTheSameAndTheCountSaysSo() {
        AggregationTester<Order> tester = tester();
        tester.event(order(0, "x", 5).cancel());
        Map<String, Object> answer = tester.answer("x");
        assertEquals(-1L, answer.get("events"));
        assertEquals(-5L, answer.get("cents"));
        assertEquals(new BigDecimal("-0.1"), answer.get("tax"));
        assertEquals(null, answer.get("mean"));
        assertEquals(null, answer.get("spread"));
        assertEquals(null, answer.get("share"));
        tester.event(order(0, "x", 9)).event(order(0, "x", 9));
        assertEquals(1L, tester.answer("x").get("events"));
        assertEquals(13L, tester.answer("x").get("cents"));
    }

    @Test
    void anEventThatCannotBeTakenOutLeavesNoTrace() {
        AggregationTester<Order> tester = tester();
        Order stays = order(0, "x", 666);
        tester.event(stays).event(order(0, "x", 1)).event(stays.cancel());
        assertEquals(1, tester.quarantined().size());
        assertTrue(tester.quarantined().get(0).contains("never given back"), tester.quarantined()::toString);
        assertEquals(2L, tester.answer("x").get("events"));
        tester.event(new Order(0, "x", 1, BigDecimal.ONE, 1, 3, true));
        assertTrue(tester.quarantined().get(1).contains("trouble 3"), tester.quarantined()::toString);
        assertEquals(2L, tester.answer("x").get("events"));
        tester.checkEveryWay(10);
    }

    @Test
    void aUsersAggregatorOwesTheLawsOfTakingBack() {
        AggregatorLaws.of(new Multiset(), CorrectionsLaws::random).check();
        AssertionError caught =
                assertThrows(AssertionError.class, () -> AggregatorLaws.of(new Forgetful(), CorrectionsLaws::random)
                        .check());
        assertTrue(caught.getMessage().contains("never been"), caught.getMessage());
    }

    /** Takes back what is there, and forgets that it owes the rest. */
    static final class Forgetful implements SubtractableAggregator<Order, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] count, Order order, EventPosition at) {
            count[0]++;
        }

        @Override
        public void merge(long[] into, long[] from) {
            into[0] += from[0];
        }

        @Override
        public void subtract(long[] into, long[] from) {
            into[0] = Math.max(0, into[0] - from[0]);
        }

        @Override
        public Long result(long[] count) {
            return count[0];
        }

        @Override
        public void write(long[] count, ByteWriter out) {
            out.writeVarLong(count[0]);
        }

        @Override
        public long[] read(ByteReader in) {
            return new long[] {in.readVarLong()};
        }

        @Override
        public ResultType resultType() {
            return ResultType.LONG;
        }

        @Override
        public String describe() {
            return "forgetful";
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.EXACT, Trait.BOUNDED, Trait.SUBTRACTABLE, Trait.ORDER_FREE);
        }
    }

    private static List<Fault> faults(Consumer<AggregationBuilder<Order>> more) {
        return assertThrows(
                        DefinitionException.class,
                        () -> Model.of(model -> more.accept(model.aggregation("orders")
                                .over(model.stream("orders", Order.class).eventTimeMillis(Order::at))
                                .tile(Duration.ofMinutes(1))
                                .retractedBy(Order::cancelled))))
                .faults();
    }

    @Test
    void metricsThatCannotTakeBackExactlyAreRefusedByName() {
        List<Aggregator<Order, ?, ?>> refused = List.of(
                min(Order::cents),
                maxDouble(Order::weight),
                maxOf(Order::tax),
                first(Order::shop),
                argMax(Order::cents, Order::shop),
                topK(3, Order::cents, Order::shop),
                list(Order::shop, 5),
                set(Order::shop, 5),
                distinctCount(Order::shop),
                distinctExact(Order::shop, 5),
                quantile(Order::cents, 0.5),
                frequentItems(Order::shop, 8));
        for (Aggregator<Order, ?, ?> aggregator : refused) {
            List<Fault> faults = faults(orders ->
                    orders.metric("events", count()).metric("odd", aggregator).metric("cents", sum(Order::cents)));
            assertEquals(1, faults.size(), faults::toString);
            assertEquals("TM-DEF-050", faults.get(0).code());
            assertEquals("aggregation \"orders\", metric \"odd\"", faults.get(0).place());
            assertTrue(faults.get(0).fault().startsWith(aggregator.describe()), faults::toString);
        }
    }

    @Test
    void aMetricHasToCountAllEventsAndSessionsCannotBeCorrected() {
        Set<String> codes = new HashSet<>();
        faults(orders -> orders.metric("cents", sum(Order::cents))
                        .metric("some", count(), order -> order.cents() > 5)
                        .sessions(Duration.ofMinutes(5)))
                .forEach(fault -> codes.add(fault.code()));
        assertEquals(Set.of("TM-DEF-051", "TM-DEF-052"), codes);
    }

    @Test
    void aClaimOfNullIsAFault() {
        assertEquals(
                "TM-DEF-029",
                faults(orders -> orders.retractedBy(null).metric("events", count()))
                        .get(0)
                        .code());
    }

    @Test
    void aDefinitionSaysWhichEventsTakeBack() {
        String with = fingerprint(orders -> orders.retractedBy(Order::cancelled));
        String other = fingerprint(orders -> orders.retractedBy(order -> order.cents() < 0));
        String without = fingerprint(orders -> {});
        assertEquals(3, Set.of(with, other, without).size());
    }

    private static String fingerprint(Consumer<AggregationBuilder<Order>> more) {
        return Model.of(model -> more.accept(model.aggregation("orders")
                        .over(model.stream("orders", Order.class).eventTimeMillis(Order::at))
                        .tile(Duration.ofMinutes(1))
                        .metric("events", count())))
                .aggregations()
                .get(0)
                .fingerprint();
    }
}
