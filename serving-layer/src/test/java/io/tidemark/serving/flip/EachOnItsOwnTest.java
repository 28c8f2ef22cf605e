package io.tidemark.serving.flip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.RecordingBatchControl;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with one aggregation's view, or takes long, is no other's concern. */
@Timeout(60)
final class EachOnItsOwnTest {
    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 200);
    private final LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
    private final InMemoryBatchViews batch = new InMemoryBatchViews();

    static Stream<Throwable> whatReadersThrow() {
        return Stream.of(
                new IOException("input/output error"),
                new RuntimeException("is not a Parquet file"),
                new IllegalArgumentException("unknown column"),
                new NoClassDefFoundError("org/xerial/snappy/Snappy"),
                new AssertionError("a bug"),
                new StackOverflowError(),
                new OutOfMemoryError("a page of 2 GB"));
    }

    private static void throwIt(Throwable fault) throws Exception {
        if (fault instanceof Error error) {
            throw error;
        }
        throw (Exception) fault;
    }

    @ParameterizedTest
    @MethodSource("whatReadersThrow")
    void aDamagedFileKeepsItsAggregationBehindUntilItIsMendedAndNoOther(Throwable fault) {
        try (ServingBench bench = new ServingBench(log, directory, batch, realtime)) {
            publish(SalesModel.BY_SHOP, 10);
            publish(SalesModel.BY_TILL, 10);
            bench.step();
            ViewFile damaged = publish(SalesModel.BY_SHOP, 20);
            publish(SalesModel.BY_TILL, 20);
            batch.whenReading(file -> {
                if (file.equals(damaged)) {
                    throwIt(fault);
                }
            });
            int asked = realtime.leasesAsked();
            bench.clock.advance(Duration.ofSeconds(10));
            assertEquals(1, bench.step());
            assertEquals(4, bench.served.peek(SalesModel.BY_TILL).manifest());
            assertEquals(10, bench.served.peek(SalesModel.BY_SHOP).tidemark().offset(SalesLog.partition(0)));
            assertTrue(realtime.leasesAsked() >= asked + 3, "leases of all are renewed");
            Fault standing = bench.faults.standing().get(0);
            assertTrue(standing.place().contains(SalesModel.BY_SHOP), standing.toString());
            assertTrue(standing.fault().contains(damaged.path()), standing.toString());
            assertTrue(standing.mend().contains("put the file back"), standing.toString());

            int reads = batch.reads();
            for (int second = 0; second < 60; second++) {
                bench.clock.advance(Duration.ofSeconds(1));
                bench.step();
            }
            assertTrue(batch.reads() - reads <= 8, "tried again rarely, but " + (batch.reads() - reads) + " times");
            batch.whenReading(file -> {});
            bench.clock.advance(Duration.ofSeconds(15));
            assertEquals(1, bench.step());
            assertEquals(List.of(), bench.faults.standing());
        }
    }

    @Test
    void aClockThatWasAheadHoldsUpNeitherALoadNorALease() {
        try (ServingBench bench = new ServingBench(log, directory, batch, realtime)) {
            ViewFile damaged = publish(SalesModel.BY_SHOP, 10);
            batch.whenReading(file -> {
                if (file.equals(damaged)) {
                    throw new IOException("away");
                }
            });
            bench.step();
            batch.whenReading(file -> {});
            int asked = realtime.leasesAsked();
            bench.clock.advance(Duration.ofDays(-1826));
            assertEquals(1, bench.step());
            assertEquals(List.of(), bench.faults.standing());
            assertTrue(realtime.leasesAsked() > asked, "leases are renewed");
        }
    }

    @Test
    void aNodeIsReadyThoughOneViewIsDamaged() {
        ViewFile damaged = publish(SalesModel.BY_SHOP, 10);
        publish(SalesModel.BY_TILL, 10);
        batch.whenReading(file -> {
            if (file.equals(damaged)) {
                throw new IOException("away");
            }
        });
        try (ServingBench bench = new ServingBench(log, directory, batch, realtime)) {
            bench.step();
            assertTrue(bench.follower.isReady());
            assertFalse(bench.faults.standing().isEmpty());
        }
    }

    @Test
    void aSpeedNodeThatThrowsWhateverCostsNobodyElseALease() {
        RealtimeView broken = new Throwing();
        try (ServingBench bench = new ServingBench(log, directory, batch, broken, realtime)) {
            publish(SalesModel.BY_SHOP, 10);
            bench.step();
            assertEquals(
                    List.of("TM-SRV-014"),
                    bench.faults.standing().stream().map(Fault::code).toList(),
                    bench.faults.standing()::toString);
            assertTrue(realtime.leases().containsKey("serving-1#1/" + SalesModel.BY_SHOP));
            assertTrue(realtime.leases().containsKey("start/" + SalesModel.BY_TILL));
        }
    }

    @Test
    void leasesAreRenewedWhileALoadLastsLongerThanThey() throws Exception {
        CountDownLatch mended = new CountDownLatch(1);
        publish(SalesModel.BY_SHOP, 10);
        try (ServingNode node = node(Duration.ofMillis(90))) {
            node.start();
            HttpBench.await(() -> isServed(node, SalesModel.BY_SHOP, 1));
            batch.whenReading(file -> mended.await());
            publish(SalesModel.BY_SHOP, 20);
            HttpBench.await(() -> realtime.leases().containsKey("serving-1#2/" + SalesModel.BY_SHOP));
            int asked = realtime.leasesAsked();
            // Four leases stand; each is renewed some ten times.
            HttpBench.await(() -> realtime.leasesAsked() > asked + 40);
            mended.countDown();
            HttpBench.await(() -> isServed(node, SalesModel.BY_SHOP, 2));
        } finally {
            mended.countDown();
        }
    }

    @Test
    void earlierManifestsThatLoadForLongHoldUpNeitherWorkersNorFlipsNorLeases() throws Exception {
        CountDownLatch mended = new CountDownLatch(1);
        for (int i = 1; i <= 9; i++) {
            publish(SalesModel.BY_SHOP, i);
        }
        try (ServingNode node = node(Duration.ofMillis(90))) {
            node.start();
            HttpBench.await(() -> isServed(node, SalesModel.BY_SHOP, 9));
            batch.whenReading(file -> {
                if (file.path().contains(SalesModel.BY_SHOP)) {
                    mended.await();
                }
            });
            List<CompletableFuture<String>> asked = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                asked.add(HttpBench.later(node, "/v1/aggregations/sales-by-shop/query?manifest=" + i));
            }
            int leases = realtime.leasesAsked();
            publish(SalesModel.BY_TILL, 10);
            HttpBench.await(() -> isServed(node, SalesModel.BY_TILL, 10));
            HttpBench.await(() -> realtime.leasesAsked() > leases + 10);
            mended.countDown();
            for (int i = 1; i <= 8; i++) {
                String answer = asked.get(i - 1).get();
                assertTrue(answer.contains("\"manifest\":" + i + ","), answer);
            }
        } finally {
            mended.countDown();
        }
    }

    private ViewFile publish(String aggregation, long end) {
        return batch.publish(log, SalesModel.definition(aggregation), log.tidemark(Map.of(0, end)))
                .versions(aggregation)
                .get(0)
                .files()
                .get(0);
    }

    private ServingNode node(Duration lease) {
        ServingSettings settings = ServingSettings.of("serving-1", directory, HttpBench.quick())
                .polling(Duration.ofMillis(20))
                .leasing(lease);
        return new ServingNode(
                SalesModel.MODEL, settings, List.of(realtime), batch, new RecordingBatchControl(), Clock.systemUTC());
    }

    /** Of one aggregation: what a manifest leaves as it was is served under its number at once. */
    private static boolean isServed(ServingNode node, String aggregation, long manifest) {
        JsonNode status = HttpBench.parse(HttpBench.later(node, "/v1/status").join());
        for (JsonNode one : status.path("aggregations")) {
            if (one.path("name").asText().equals(aggregation)) {
                return one.path("manifest").asLong() == manifest;
            }
        }
        return false;
    }

    /** A speed node of another world. */
    private static final class Throwing implements RealtimeView {
        @Override
        public RealtimeAnswer read(RealtimeQuery query) {
            throw new NoClassDefFoundError("a/Class");
        }

        @Override
        public Coverage coverage(ViewId id, Tidemark tidemark) {
            throw new IndexOutOfBoundsException("a short body");
        }

        @Override
        public void lease(TidemarkLease lease) {
            throw new IllegalArgumentException("aggregation \"" + lease.view().name() + "\": is not in the model");
        }

        @Override
        public RealtimeStatus status() {
            throw new AssertionError("a bug");
        }

        @Override
        public void close() {}
    }
}
