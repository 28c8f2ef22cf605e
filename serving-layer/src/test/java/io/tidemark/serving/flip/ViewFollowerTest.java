package io.tidemark.serving.flip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.EndedLog;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ViewFollowerTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final AggregationDefinition<Sale> BY_TILL = SalesModel.definition(SalesModel.BY_TILL);

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 200);
    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();

    private ServingBench bench() {
        return new ServingBench(log, directory, realtime);
    }

    private static long served(ServingBench bench, AggregationDefinition<?> definition) {
        return bench.served.peek(definition.name()).manifest();
    }

    @Test
    void eachAggregationFlipsOnItsOwn() {
        try (ServingBench bench = bench()) {
            assertEquals(0, bench.step());
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)));
            assertEquals(1, bench.step());
            assertEquals(1, served(bench, BY_SHOP));
            assertEquals(Tidemark.START, bench.served.peek(SalesModel.BY_TILL).tidemark());
            assertEquals(0, bench.step());
        }
    }

    @Test
    void aViewWaitsUntilRealtimeCanAnswerFromItsTidemark() {
        try (ServingBench bench = bench()) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)));
            bench.step();
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 20L)));
            realtime.loseFrom(1, 0);
            realtime.loseFrom(0, 20);
            assertEquals(0, bench.step());
            assertEquals(1, served(bench, BY_SHOP));
            assertTrue(
                    bench.follower
                            .waiting()
                            .get(SalesModel.BY_SHOP)
                            .contains("partition sales-0 could not be answered"),
                    bench.follower.waiting().toString());
            realtime.recover(0);
            assertEquals(1, bench.step());
            assertTrue(bench.follower.waiting().isEmpty());
        }
    }

    @Test
    void aPartitionThatNobodyAnsweredBeforeHoldsNothingUp() {
        try (ServingBench bench = bench()) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)));
            bench.step();
            realtime.goDown();
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 20L)));
            assertEquals(1, bench.step());
            assertEquals(2, served(bench, BY_SHOP));
        }
    }

    @Test
    void asOfDoesNotGoBack() {
        try (ServingBench bench = bench()) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 20L, 1, 20L)));
            bench.step();
            realtime.goDown();
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 30L, 1, 10L)));
            assertEquals(0, bench.step());
            assertTrue(
                    bench.follower
                            .waiting()
                            .get(SalesModel.BY_SHOP)
                            .contains("partition sales-1 would go back from offset 20 to 10"),
                    bench.follower.waiting().toString());
            realtime.comeUp();
            assertEquals(1, bench.step());
        }
    }

    @Test
    void whoHasNotHeardThatALogHasEndedFollowsTheManifestThatSaysSo() {
        try (ServingBench bench = bench()) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)));
            bench.step();
            AggregationView before = bench.batch.newest().viewOrEmpty(BY_SHOP.id());
            PartitionId partition = SalesLog.partition(0);
            LogId next = new LogId(partition.topic(), "another cluster", "another id");
            realtime.goDown();
            Since said = new Since(
                    next,
                    OffsetVector.of(Map.of(new PartitionId(next, 0), 3L)),
                    List.of(new EndedLog(partition.log(), new TreeMap<>(), new TreeMap<>(Map.of(0, 12L)))));
            bench.batch.add(bench.batch.newest().with(before.on(said), Instant.EPOCH));

            assertEquals(1, bench.step());
            ServedView served = bench.served.peek(SalesModel.BY_SHOP);
            assertEquals(said.tidemark(), served.tidemark());
            List<String> missing = AsOf.of(served.entry()).missing().stream()
                    .map(MissingPart::reason)
                    .toList();
            assertEquals(1, missing.size());
            assertTrue(missing.get(0).contains("the records from 10 to 11 are in no view yet"), missing.get(0));
        }
    }

    @Test
    void theTidemarkIsLeasedBeforeTheFlipAndTheOldOneUntilItLapses() {
        try (ServingBench bench = bench()) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)));
            bench.step();
            realtime.loseFrom(0, 20);
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 20L)));
            bench.step();
            assertEquals(
                    List.of(10L, 20L),
                    realtime.leases().values().stream()
                            .filter(lease -> lease.view().name().equals(SalesModel.BY_SHOP))
                            .map(lease -> lease.tidemark().offset(SalesLog.partition(0)))
                            .sorted()
                            .toList());
            int asked = realtime.leasesAsked();
            bench.step();
            assertEquals(asked, realtime.leasesAsked(), "not renewed at every step");
            bench.clock.advance(Duration.ofSeconds(10));
            bench.step();
            assertTrue(realtime.leasesAsked() > asked, "renewed after a third of its time");
        }
    }

    @Test
    void aViewOfAnotherDefinitionIsNotServed() {
        try (ServingBench bench = bench()) {
            AggregationView other = new AggregationView(
                    SalesModel.BY_SHOP,
                    "0000000000000000",
                    OffsetVector.ZERO,
                    log.ends(),
                    List.of(new ViewFile("none", TimeRange.ALL, 1, 1)),
                    List.of(),
                    Horizon.NONE,
                    "run-1");
            bench.batch.add(Manifest.NONE.with(other, Instant.EPOCH));
            assertEquals(0, bench.step());
            assertEquals(1, served(bench, BY_SHOP));
            assertEquals(Tidemark.START, bench.served.peek(SalesModel.BY_SHOP).tidemark());
        }
    }

    @Test
    void aFaultIsToldAndTheOldViewGoesOn() {
        try (ServingBench bench = bench()) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)));
            bench.step();
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 20L)));
            bench.batch.fail(new IOException("disk away"));
            assertEquals(0, bench.step());
            assertTrue(bench.faults.standing().get(0).fault().contains("disk away"));
            assertEquals(1, served(bench, BY_SHOP));
            assertEquals(
                    log.plainFold(BY_SHOP, log.ends().offsets()).results(), ServingBench.cells(bench.askAll(BY_SHOP)));
            bench.batch.fail(null);
            assertEquals(0, bench.step(), "rests for a moment");
            bench.clock.advance(Duration.ofSeconds(1));
            assertEquals(1, bench.step());
            assertTrue(bench.faults.standing().isEmpty());
        }
    }

    @Test
    void aRestartedNodeLoadsTheNewestManifestBeforeItIsReadyAndReadsNoFileTwice() {
        var batch = new io.tidemark.serving.testing.InMemoryBatchViews();
        batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)), SalesLog.START + 3_600_000);
        for (int start = 0; start < 2; start++) {
            try (ServingBench bench = new ServingBench(log, directory, batch, realtime)) {
                assertFalse(bench.follower.isReady());
                bench.step();
                assertTrue(bench.follower.isReady());
                assertEquals(1, served(bench, BY_SHOP));
                assertEquals(2, batch.reads());
            }
        }
    }

    @Test
    void rowsOfAViewStayWhileSomebodyReadsItAndGoThen() {
        try (ServingBench bench = bench()) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L)));
            bench.step();
            ServedView reading = bench.served.pinned(SalesModel.BY_SHOP);
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 20L)));
            bench.step();
            assertEquals(2, bench.index.files());
            reading.close();
            bench.step();
            assertEquals(1, bench.index.files());
        }
    }

    @Test
    void readersNeverSeeAMixtureWhileViewsFlip() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(3);
        try (ServingBench bench = bench()) {
            Map<OffsetVector, Map<PlainFold.Cell, List<Object>>> truths = new ConcurrentHashMap<>();
            AtomicBoolean done = new AtomicBoolean();
            Callable<Integer> reader = () -> {
                int answers = 0;
                while (!done.get()) {
                    MergedAnswer answer = bench.askAll(BY_TILL);
                    OffsetVector asOf = answer.proof().asOf().offsets();
                    var truth = truths.computeIfAbsent(
                            asOf, v -> log.plainFold(BY_TILL, v).results());
                    assertEquals(truth, ServingBench.cells(answer));
                    answers++;
                }
                return answers;
            };
            List<Future<Integer>> reading = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                reading.add(readers.submit(reader));
            }
            SplittableRandom random = new SplittableRandom(2);
            for (long offset = 0; offset < 60; offset++) {
                long end = Math.min(offset, Math.min(log.end(0), log.end(1)));
                bench.batch.publish(
                        log,
                        BY_TILL,
                        log.tidemark(Map.of(0, end, 1, end)),
                        SalesLog.START + random.nextInt(4) * 3_600_000L);
                bench.step();
            }
            done.set(true);
            int answers = 0;
            for (Future<Integer> one : reading) {
                answers += one.get();
            }
            assertTrue(answers > 0);
            assertEquals(60, served(bench, BY_TILL));
        } finally {
            readers.shutdownNow();
        }
    }
}
