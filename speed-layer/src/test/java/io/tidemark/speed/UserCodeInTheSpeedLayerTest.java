package io.tidemark.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.groups.WantedGroups;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.CodeWatch;
import io.tidemark.usercode.WhenMostFail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of the user's that cannot go on stops what is its own, and nothing else. */
class UserCodeInTheSpeedLayerTest {
    private static final long MISSING_AT = 13;
    private static final long ENDLESS_AT = 99;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final CodeWatch watch = new CodeWatch(clock);
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final InMemoryStateStore store = new InMemoryStateStore();
    private PartitionWorker worker;
    private SpeedView view;
    private InMemoryLogReader live;

    /** An event whose constructor throws on negative times. */
    public record Positive(String page, long at) {
        public Positive {
            if (at < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    /** What the tests' functions do. */
    public static final class Careless implements TidemarkModel {
        static volatile CountDownLatch endless = new CountDownLatch(0);
        static volatile boolean isMended;
        static volatile Error thrown;

        static boolean links(Positive visit) {
            if (visit.at() == MISSING_AT && !isMended) {
                throw thrown;
            }
            return true;
        }

        static String odd(Positive visit) {
            if (visit.at() % 2 == 1) {
                throw new AssertionError("odd");
            }
            return "even";
        }

        static long endless(Positive visit) {
            if (visit.at() == ENDLESS_AT) {
                try {
                    endless.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return 1;
        }

        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream("visits", Positive.class).eventTimeMillis(Positive::at);
            model.aggregation("links")
                    .over(visits)
                    .where(Careless::links)
                    .allTime()
                    .metric("visits", Aggregators.count());
            model.aggregation("odd")
                    .over(visits)
                    .groupBy("page", Careless::odd)
                    .allTime()
                    .metric("visits", Aggregators.count());
            model.aggregation("accepted")
                    .over(visits)
                    .groupBy("page", Careless::odd)
                    .whenMostFail(WhenMostFail.QUARANTINE)
                    .allTime()
                    .metric("visits", Aggregators.count());
            model.aggregation("endless").over(visits).allTime().metric("visits", Aggregators.sum(Careless::endless));
        }
    }

    @BeforeEach
    void begin() {
        Careless.isMended = false;
        Careless.thrown = new NoClassDefFoundError("io/gone/Missing");
        log.create("visits", 1, false);
        start();
    }

    @Test
    void codeThatTakesMoreMemoryThanThereIsStopsItsAggregationAloneAndCostsNoRecord() {
        Careless.thrown = new OutOfMemoryError("Required length exceeds implementation limit");
        append(10, 12, MISSING_AT, 14);
        poll();
        assertEquals(Map.of("links", 2L, "odd", 4L, "accepted", 4L, "endless", 4L), positions());
        Fault fault = view.status().faults().get(0);
        assertEquals("TM-CODE-007 aggregation \"links\", filter", fault.code() + " " + fault.place());
    }

    @Test
    void aMissingClassStopsItsAggregationAloneAndCostsNoRecord() {
        append(10, 12, MISSING_AT, 14);
        poll();
        assertEquals(Map.of("links", 2L, "odd", 4L, "accepted", 4L, "endless", 4L), positions());
        Fault fault = view.status().faults().get(0);
        assertEquals("TM-CODE-001", fault.code());
        assertEquals("aggregation \"links\", filter", fault.place());
        assertEquals(2, view.status().quarantinedRecords(), "the odd one, of two aggregations, and none of links");

        append(16);
        worker.learn();
        poll();
        assertEquals(2L, positions().get("links"));
        assertEquals(5L, positions().get("endless"));

        worker.flush();
        Careless.isMended = true;
        start();
        poll();
        worker.learn();
        poll();
        poll();
        assertEquals(5L, positions().get("links"), "it goes on from where it stood");
        assertEquals(List.of(), view.status().faults());
    }

    @Test
    void codeThatFailsOnMostRecordsStopsUnlessThatIsAccepted() {
        for (int i = 0; i < 60; i++) {
            append(1, 2, 3);
        }
        poll();
        Fault fault = view.status().faults().get(0);
        assertEquals("TM-CODE-002", fault.code());
        assertEquals("aggregation \"odd\"", fault.place());
        assertTrue(fault.mend().contains(".whenMostFail(QUARANTINE)"), fault.mend());
        assertEquals(99L, positions().get("odd"), "nothing is concluded of fewer than a hundred");
        assertEquals(180L, positions().get("accepted"));
        assertEquals(180L, positions().get("links"));
    }

    @Test
    void garbageIsQuarantinedHoweverMuchThereIsOfIt() {
        for (int i = 0; i < 500; i++) {
            log.append("visits", 0, i, "garbage".getBytes(StandardCharsets.UTF_8));
        }
        append(2);
        poll();
        assertEquals(List.of(), view.status().faults());
        assertEquals(501L, positions().get("odd"));
        assertEquals(500, view.status().quarantinedRecords());
    }

    @Test
    void aConstructorThatFailsOnMostRecordsStopsAllOfItsStream() {
        append(2);
        for (int i = 0; i < 300; i++) {
            append(-1);
        }
        poll();
        Fault fault = view.status().faults().get(0);
        assertEquals("TM-CODE-002", fault.code());
        assertEquals("stream \"visits\"", fault.place());
        worker.mend();
        poll();
        assertEquals("TM-CODE-002", view.status().faults().get(0).code());
        assertTrue(positions().get("links") <= 100, "it stands: " + positions());
    }

    @Test
    @Timeout(60)
    void codeThatDoesNotReturnIsNamedAndTheStatusIsStillTold() throws InterruptedException {
        Careless.endless = new CountDownLatch(1);
        append(2, ENDLESS_AT);
        Thread worker = new Thread(this::poll);
        worker.start();
        while (worker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), watch.look());
        Instant seen = clock.instant();
        clock.advance(CodeWatch.PATIENCE);

        Fault fault = watch.look().get(0);
        assertEquals("TM-CODE-004", fault.code());
        assertEquals("aggregation \"endless\", metric \"visits\"", fault.place());
        assertEquals("its code has not returned since " + seen, fault.fault());
        assertEquals(Map.of(), positions(), "told at once, as last known");
        try (RealtimeScan scan = view.scan(query("endless"))) {
            assertHeldUp(scan.coverage());
            assertFalse(scan.next());
        }

        Careless.endless.countDown();
        worker.join();
        assertEquals(List.of(), watch.look());
        assertEquals(2L, positions().get("endless"));
    }

    private static RealtimeQuery query(String aggregation) {
        AggregationDefinition<?> definition =
                Model.of(new Careless()).aggregation(aggregation).orElseThrow();
        return new RealtimeQuery(
                new ViewId(aggregation, definition.fingerprint()),
                Tidemark.START,
                Optional.empty(),
                WantedGroups.ALL,
                TimeRange.ALL);
    }

    /** No rows, and not because there are none. */
    private static void assertHeldUp(Coverage coverage) {
        assertEquals(1, coverage.partitions().size());
        Missing missing = assertInstanceOf(
                Missing.class, coverage.partitions().values().iterator().next());
        assertTrue(missing.reason().startsWith("is held up by records"), missing.reason());
    }

    private void start() {
        Topics topics = new Topics(Model.of(new Careless()), log);
        topics.refresh();
        Model model = Model.of(new Careless());
        StateContext context = StateContext.of(store, new BatchInterval(1000), Cut.PROVEN, watch);
        LogReaders readers = new LogReaders() {
            @Override
            public LogReader inGroup(LogReader.Listener listener) {
                live = log.reader(listener, 1000);
                return live;
            }

            @Override
            public SoloLogReader alone(LogReader.Listener listener) {
                return log.reader(listener, 1000);
            }
        };
        Leases leases = new Leases(clock);
        worker = new PartitionWorker(model, context, topics, new TidemarkFollower(new NoViews(), log), leases, readers);
        view = new SpeedView("n", model, topics, leases, Cut.PROVEN, context.states(), List::of);
        live.add(log.partition("visits", 0));
    }

    private void append(long... times) {
        for (long time : times) {
            log.append("visits", 0, Math.max(0, time), ("{\"at\":" + time + "}").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void poll() {
        worker.poll(Duration.ZERO);
    }

    private Map<String, Long> positions() {
        return view.status().partitions().stream()
                .collect(Collectors.toMap(PartitionStatus::aggregation, PartitionStatus::position));
    }
}
