package io.tidemark.speed.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryBeginnings;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TidemarkFollowerTest {
    /** One thread asks, is overtaken by another, and comes back with what is old by then. */
    @Test
    void whoIsOvertakenWhileHeAsksDoesNotTakeItBack() throws Exception {
        CountDownLatch isAsking = new CountDownLatch(1);
        CountDownLatch isOvertaken = new CountDownLatch(1);
        TidemarkFollower[] follower = new TidemarkFollower[1];
        Thread slow = new Thread(() -> step(follower[0]), "slow");
        BatchViews views = new Published() {
            @Override
            public Manifest newest() {
                if (Thread.currentThread() != slow) {
                    return numbered(6);
                }
                isAsking.countDown();
                await(isOvertaken);
                return numbered(5);
            }
        };
        follower[0] = new TidemarkFollower(views, new InMemoryEventLog());

        slow.start();
        await(isAsking);
        step(follower[0]);
        isOvertaken.countDown();
        slow.join();

        assertEquals(6, follower[0].manifestNumber());
    }

    @Test
    void aNodeThatHasJustBegunKeepsWhatItsReadersHadNoTimeToLease() {
        ViewId version = new ViewId("sales", "f");
        PartitionId partition = new PartitionId(new LogId("sales", "c", "t"), 0);
        AtomicLong number = new AtomicLong();
        BatchViews views = new Published() {
            @Override
            public Manifest newest() {
                return reaching(10 * number.incrementAndGet());
            }

            @Override
            public Optional<Manifest> manifest(long before) {
                return Optional.of(reaching(5));
            }

            private Manifest reaching(long offset) {
                AggregationView view = AggregationView.empty(version);
                return numbered(number.get())
                        .with(
                                new AggregationView(
                                        view.aggregation(),
                                        view.fingerprint(),
                                        view.since(),
                                        Tidemark.of(Map.of(partition, new LogPosition(offset, LogClock.START, 0))),
                                        view.files(),
                                        view.gaps(),
                                        view.horizon(),
                                        "run"),
                                Instant.EPOCH);
            }
        };
        ManualClock clock = new ManualClock(Instant.parse("2031-01-01T00:00:00Z"));
        TidemarkFollower follower = new TidemarkFollower(views, new InMemoryEventLog(), clock);
        for (int i = 0; i < 3; i++) {
            step(follower);
        }
        assertEquals(List.of(5L, 10L, 20L), follower.unintroduced(version, partition));

        clock.advance(Duration.ofSeconds(30));
        assertEquals(List.of(), follower.unintroduced(version, partition));
    }

    private static boolean step(TidemarkFollower follower) {
        try {
            return follower.step();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private abstract static class Published implements BatchViews {
        static Manifest numbered(long number) {
            return new Manifest(number, number - 1, Instant.EPOCH, new TreeMap<>());
        }

        @Override
        public Optional<Manifest> manifest(long number) {
            return Optional.empty();
        }

        @Override
        public Beginnings beginnings() {
            return new InMemoryBeginnings();
        }

        @Override
        public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) {
            throw new UnsupportedOperationException("there are no views");
        }

        @Override
        public void read(EntryFile file, EntrySink sink) {
            throw new UnsupportedOperationException("no operator remembers anything");
        }
    }
}
