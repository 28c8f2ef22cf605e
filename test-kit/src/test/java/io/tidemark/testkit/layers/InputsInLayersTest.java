package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.last;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.model.Events;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Filters, maps, flatMaps and unions through both layers: every answer is the plain fold of what lies below its asOf. */
final class InputsInLayersTest {
    record Order(Instant at, String shop, List<Integer> cents) {}

    record Refund(Instant at, String shop, int cents) {}

    record Visit(Instant at, String shop) {}

    record Paid(String shop, int cents, Instant due) {
        String group() {
            if (cents == 13) {
                throw new IllegalStateException("thirteen");
            }
            return shop;
        }
    }

    public static final class Shops implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            StreamBuilder<Order> orders = model.stream("orders", Order.class).eventTime(Order::at);
            StreamBuilder<Refund> refunds =
                    model.stream("refunds", Refund.class).eventTime(Refund::at);
            StreamBuilder<Visit> visits = model.stream("visits", Visit.class).eventTime(Visit::at);
            Events<Paid> all = model.union(
                    orders.flatMap(Paid.class, Shops::paid),
                    refunds.filter(r -> r.cents() > 0).map(Paid.class, r -> new Paid(r.shop(), -r.cents(), r.at())),
                    visits.map(Paid.class, v -> new Paid(v.shop(), 0, v.at())));
            model.aggregation("paid")
                    .over(all)
                    .where(p -> p.cents() != 5)
                    .groupBy("shop", Paid::group)
                    .tile(Duration.ofSeconds(1))
                    .metric("n", count())
                    .metric("cents", sum(Paid::cents))
                    .metric("last", last(Paid::cents))
                    .metric("dearest", max(Paid::cents), p -> p.cents() > 0);
            model.aggregation("due")
                    .over(orders.filter(o -> !o.shop().equals("s0")).flatMap(Paid.class, Shops::paid, Paid::due))
                    .groupBy("shop", Paid::shop)
                    .tile(Duration.ofSeconds(10))
                    .retention(Duration.ofHours(1))
                    .metric("n", count())
                    .metric("cents", sum(Paid::cents));
        }

        private static List<Paid> paid(Order order) {
            List<Paid> paid = new ArrayList<>();
            for (int cents : order.cents()) {
                Instant due = cents == 17 ? null : order.at().plusSeconds(cents);
                paid.add(cents == 0 ? null : new Paid(order.shop(), cents, due));
            }
            return paid;
        }
    }

    private final SplittableRandom random = new SplittableRandom(7);

    private Instant at() {
        return Instant.parse("2020-01-01T00:00:00Z").plusMillis(random.nextInt(20_000));
    }

    private String shop() {
        return "s" + random.nextInt(3);
    }

    private List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Integer> cents = new ArrayList<>();
            for (int items = random.nextInt(5); items > 0; items--) {
                cents.add(random.nextInt(30));
            }
            orders.add(new Order(at(), shop(), cents));
        }
        return orders;
    }

    @Test
    void aUnionOfThreeStreamsIsThePlainFoldOfThemAll() {
        List<Refund> refunds = new ArrayList<>();
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            refunds.add(new Refund(at(), shop(), random.nextInt(20) - 5));
            visits.add(new Visit(at(), shop()));
        }
        LayersTester.of(new Shops(), "paid")
                .events("orders", orders())
                .events("refunds", refunds)
                .events("visits", visits)
                .check(10);
    }

    @Test
    void whatComesOfAnEventHasItsOwnTimeWhereTheDefinitionSaysSo() {
        LayersTester.of(new Shops(), "due", Order.class).events(orders()).check(10);
    }

    /** Of all its steps together: in both layers and in the plain fold. */
    @Test
    void anEventOfWhichTooMuchComesIsRefusedWhole() {
        TidemarkModel model = builder -> {
            StreamBuilder<Order> orders = builder.stream("orders", Order.class).eventTime(Order::at);
            builder.aggregation("many")
                    .over(orders.flatMap(Paid.class, o -> paid(o, o.cents().size()))
                            .flatMap(Paid.class, p -> Collections.nCopies(p.cents(), p)))
                    .tile(Duration.ofSeconds(1))
                    .metric("n", count());
        };
        List<Order> orders = List.of(
                new Order(at(), "few", Collections.nCopies(3, 1)),
                new Order(at(), "most", Collections.nCopies(100, 1)),
                new Order(at(), "too many", Collections.nCopies(101, 1)));
        LayersTester.of(model, "many").events("orders", orders).check(1);
    }

    private static List<Paid> paid(Order order, int count) {
        return Collections.nCopies(count, new Paid(order.shop(), 100, order.at()));
    }
}
