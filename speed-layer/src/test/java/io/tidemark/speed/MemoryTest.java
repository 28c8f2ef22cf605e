package io.tidemark.speed;

import static io.tidemark.aggregator.Aggregators.argMax;
import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctExact;
import static io.tidemark.aggregator.Aggregators.histogram;
import static io.tidemark.aggregator.Aggregators.list;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.aggregator.Aggregators.topK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.event.json.Json;
import io.tidemark.fault.Fault;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.WantedGroups;
import io.tidemark.memory.SharedBudget;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What partials take in memory stays within its bytes, however many there are and however large they become. */
class MemoryTest {
    private static final int PARTITIONS = 2;
    private static final long BUDGET = 4 << 20;
    /** What one chunk of records may bring between two looks: rows that are read from the store as well. */
    private static final long BETWEEN_LOOKS = 1 << 20;

    public record Order(long at, String customer, String item, long cents) {
        byte[] json() {
            return ("{\"at\":" + at + ",\"customer\":\"" + customer + "\",\"item\":\"" + item + "\",\"cents\":" + cents
                            + "}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    public static final class Orders implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var orders =
                    model.stream(Visit.TOPIC, Order.class).format(new Json()).eventTimeMillis(Order::at);
            model.aggregation("by-customer")
                    .over(orders)
                    .groupBy("customer", Order::customer)
                    .tile(Duration.ofHours(1))
                    .metric("orders", count())
                    .metric("cents", sum(Order::cents));
            model.aggregation("rich")
                    .over(orders)
                    .groupBy("item", Order::item)
                    .tile(Duration.ofHours(1))
                    .metric("customers", distinctExact(Order::customer, 100_000))
                    .metric("some", set(Order::customer, 1_000))
                    .metric("largest", topK(100, Order::cents, Order::customer))
                    .metric("best", argMax(Order::cents, Order::customer))
                    .metric("newest", list(Order::cents, 500))
                    .metric("spread", histogram(Order::cents, 10, 100, 1_000));
        }
    }

    private final Model model = Model.of(new Orders());
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final InMemoryStateStore store = new InMemoryStateStore();
    private final SplittableRandom random = new SplittableRandom(11);
    private SteppedNode bounded;

    @Test
    void manyGroupsAndGroupsThatGrowStayWithinTheBudgetAndEveryAnswerIsExact() {
        log.create(Visit.TOPIC, PARTITIONS, false);
        SteppedNode unbounded = new SteppedNode(model, log, new NoViews(), new InMemoryStateStore());
        start();
        for (int round = 0; round < 300; round++) {
            append(round);
            unbounded.poll();
            bounded.poll();
            long held = held();
            assertTrue(held <= BUDGET + BETWEEN_LOOKS, "round " + round + ": " + held);
            if (round % 50 == 49) {
                bounded.worker().flush();
                start();
            }
            if (round % 25 == 24) {
                for (String aggregation : List.of("by-customer", "rich")) {
                    assertEquals(rows(unbounded, aggregation), rows(bounded, aggregation), "round " + round);
                }
            }
        }
        long all = held(unbounded);
        assertTrue(all > 4 * BUDGET, "else it proves nothing: " + all);
    }

    @Test
    void aGroupThatGrowsBeyondAnyRoomStopsItsAggregationAloneAndNothingIsLost() {
        log.create(Visit.TOPIC, 1, false);
        start();
        int customers = 0;
        while (bounded.view().status().faults().isEmpty() && customers < 100_000) {
            for (int i = 0; i < 100; i++) {
                log.append(Visit.TOPIC, 0, 0, new Order(1, "customer-" + customers++, "one-item", 1).json());
            }
            bounded.poll();
            if (customers % 5_000 == 0) {
                bounded.worker().flush();
            }
        }
        Fault fault = bounded.view().status().faults().get(0);
        assertEquals("TM-SPEED-013", fault.code());
        assertTrue(fault.toString().contains("\"rich\"") && fault.fault().contains("[one-item]"), fault.toString());
        long stoppedAt = position("rich");
        for (int i = 0; i < 100; i++) {
            log.append(Visit.TOPIC, 0, 0, new Order(1, "customer-" + i, "one-item", 1).json());
        }
        bounded.poll();
        assertEquals(stoppedAt, position("rich"), "it stands still");
        assertEquals(customers + 100, position("by-customer"), "the other goes on");
        bounded.worker().flush();

        bounded = new SteppedNode(model, log, new NoViews(), store, new SharedBudget(100 * BUDGET));
        for (int i = 0; i < 2 * customers / 100; i++) {
            bounded.poll();
        }
        assertEquals(customers + 100, position("rich"), "with more memory it goes on");
        assertTrue(rows(bounded, "rich").toString().contains("[" + customers + ","), "and has lost nothing");
    }

    @Test
    void idsThatAreRememberedGoBeforeTheRowsOfOthers() {
        log.create(Visit.TOPIC, PARTITIONS, false);
        SteppedNode node = new SteppedNode(Model.of(new PrimingTest.Visitors()), log, new NoViews(), store);
        for (int i = 0; i < 1_000; i++) {
            log.append(Visit.TOPIC, 0, 1, new Visit("page-" + i, 1).json());
        }
        for (int i = 0; i < 5; i++) {
            log.append(Visit.TOPIC, 1, 100 * i, new Visit("page-" + i, i).json());
        }
        for (int i = 0; i < 11; i++) {
            node.poll();
        }
        node.worker().flush();
        long rows = held(node, 1);

        long most = held(node) / 2;
        node.worker().evictTo(most);
        assertTrue(held(node) <= most);
        assertEquals(rows, held(node, 1));
    }

    private static long held(SteppedNode node, int partition) {
        return node.context().states().all().stream()
                .filter(state -> state.id().partition() == partition)
                .mapToLong(PartitionState::heldBytes)
                .sum();
    }

    private long position(String aggregation) {
        return bounded.view().status().partitions().stream()
                .filter(status -> status.aggregation().equals(aggregation))
                .mapToLong(status -> status.position())
                .findFirst()
                .orElseThrow();
    }

    private void start() {
        bounded = new SteppedNode(model, log, new NoViews(), store, new SharedBudget(BUDGET));
    }

    private void append(int round) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int i = 0; i < 100; i++) {
                int customer = random.nextInt(100 * round + 100);
                Order order =
                        new Order(round, "customer-" + customer, "item-" + random.nextInt(20), random.nextLong(10_000));
                log.append(Visit.TOPIC, partition, round / 30, order.json());
            }
        }
    }

    private long held() {
        return held(bounded);
    }

    private static long held(SteppedNode node) {
        return node.context().states().all().stream()
                .mapToLong(PartitionState::heldBytes)
                .sum();
    }

    private Map<String, List<Object>> rows(SteppedNode node, String aggregation) {
        TileTable table = new TileTable(model.aggregation(aggregation).orElseThrow());
        try (RealtimeScan scan = node.view()
                .scan(new RealtimeQuery(
                        table.definition().id(), Tidemark.START, Optional.empty(), WantedGroups.ALL, TimeRange.ALL))) {
            while (scan.next()) {
                table.mergeEncoded(scan.group(), scan.tileMillis(), scan.accumulators());
            }
        }
        Map<String, List<Object>> rows = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            List<Object> results = new ArrayList<>();
            for (int metric = 0; metric < table.definition().metrics().size(); metric++) {
                results.add(String.valueOf(table.result(row, metric)));
            }
            rows.put(new String(table.group(row).bytes(), StandardCharsets.UTF_8) + " " + table.tile(row), results);
        }
        return rows;
    }
}
