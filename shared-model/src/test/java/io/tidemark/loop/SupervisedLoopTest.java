package io.tidemark.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SupervisedLoopTest {
    private static final Duration REST = Duration.ofSeconds(3);
    private static final Fault TORN = new Fault("TM-TST-001", "rope", "torn", "mend it");
    private static final Fault AWAY = new Fault("TM-TST-002", "ferry", "away", "wait");

    private final List<String> heard = new ArrayList<>();
    private final Faults faults = new Faults(new FaultListener() {
        @Override
        public void raised(Fault fault) {
            heard.add("+" + fault.place());
        }

        @Override
        public void cleared(Fault fault) {
            heard.add("-" + fault.place());
        }
    });
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T09:00:00Z"));

    private static final class Named extends FaultException {
        private static final long serialVersionUID = 1;
        private final boolean passes;

        Named(Fault fault, boolean passes) {
            super(fault);
            this.passes = passes;
        }

        @Override
        public boolean passesByItself() {
            return passes;
        }
    }

    /** Throws one after the other, then does well. */
    private static LoopStep failing(Throwable... failures) {
        ArrayDeque<Throwable> left = new ArrayDeque<>(Arrays.asList(failures));
        return () -> {
            Throwable next = left.poll();
            if (next instanceof Error error) {
                throw error;
            }
            if (next instanceof Exception exception) {
                throw exception;
            }
            return REST;
        };
    }

    private SupervisedLoop loop(LoopStep step) {
        return new SupervisedLoop("mill", step, Backoff.DEFAULT, faults, clock);
    }

    @Test
    void everyThrowableIsKeptAsAFaultUntilAStepEndsWell() {
        for (Throwable failure : List.of(
                new AssertionError("a"),
                new StackOverflowError(),
                new OutOfMemoryError("no heap"),
                new NoClassDefFoundError("x/Y"),
                new IllegalStateException("b"),
                new java.io.IOException("c"))) {
            SupervisedLoop loop = loop(failing(failure));
            loop.step();
            Fault fault = loop.fault().orElseThrow();
            assertEquals("TM-LOOP-001", fault.code());
            assertEquals("loop \"mill\"", fault.place());
            assertEquals(Reason.of(failure), fault.fault());
            assertEquals(List.of(fault), faults.standing());
            assertEquals(REST, loop.step());
            assertEquals(Optional.empty(), loop.fault());
            assertEquals(List.of(), faults.standing());
        }
    }

    @Test
    void pauseDoublesUntilItIsTheLongest() {
        AssertionError same = new AssertionError("again");
        SupervisedLoop loop = loop(failing(same, same, same, same, same, same, same, same));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pauses.add(loop.step().toMillis());
        }
        assertEquals(List.of(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L), pauses);
        assertEquals(8, loop.report().failures());
        assertEquals(List.of("+loop \"mill\""), heard);
    }

    @Test
    void whereSomebodyMustActItIsNotHurried() {
        SupervisedLoop loop = loop(failing(new Named(TORN, false), new Named(AWAY, true)));
        assertEquals(Backoff.DEFAULT.untilMended(), loop.step());
        assertEquals(Optional.of(TORN), loop.fault());
        assertEquals(Duration.ofMillis(200), loop.step());
        assertEquals(List.of(AWAY), faults.standing());
        assertEquals(REST, loop.step());
        assertEquals(List.of("+rope", "-rope", "+ferry", "-ferry"), heard);
    }

    @Test
    void reportTellsOfAStepThatLasts() {
        LoopReport[] during = new LoopReport[1];
        SupervisedLoop[] self = new SupervisedLoop[1];
        self[0] = loop(() -> {
            during[0] = self[0].report();
            return REST;
        });
        self[0].step();
        assertEquals(Optional.of(clock.instant()), during[0].stepping());
        assertEquals(Optional.empty(), self[0].report().stepping());
        assertEquals(1, self[0].report().steps());
        assertEquals(REST, self[0].report().pause());
    }

    @Test
    void threadOutlivesWhateverAStepThrows() throws Exception {
        LinkedBlockingQueue<Integer> steps = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        Backoff quick = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));
        try (SupervisedLoop loop = new SupervisedLoop(
                "mill",
                () -> {
                    int step = count.getAndIncrement();
                    steps.add(step);
                    switch (step) {
                        case 0 -> throw new AssertionError("a user's");
                        case 1 -> throw new StackOverflowError();
                        case 2 -> throw new Named(TORN, false);
                        case 3 -> Thread.currentThread().interrupt();
                        case 4 -> throw new InterruptedException();
                        default -> {}
                    }
                    return Duration.ZERO;
                },
                quick,
                faults,
                clock)) {
            loop.start();
            for (int i = 0; i < 10; i++) {
                assertEquals(i, steps.take());
            }
        }
        int last = count.get();
        assertEquals(last, count.get(), "a closed loop makes no step");
    }

    @Test
    void closeWaitsForTheStepAndThenClosesItOnItsOwnThread() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        List<String> said = new ArrayList<>();
        LoopStep waiting = new LoopStep() {
            @Override
            public Duration step() throws InterruptedException {
                began.countDown();
                woken.await();
                said.add("stepped by " + Thread.currentThread().getName());
                return Duration.ZERO;
            }

            @Override
            public void wakeup() {
                woken.countDown();
            }

            @Override
            public void close() {
                said.add("closed by " + Thread.currentThread().getName());
            }
        };
        SupervisedLoop loop = loop(waiting);
        loop.start();
        began.await();
        loop.close();
        assertEquals(List.of("stepped by mill", "closed by mill"), said);
    }

    @Test
    void whatIsBrokenOffByTheEndIsNoFault() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        SupervisedLoop loop = loop(new InterruptibleStep(() -> {
            began.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException interrupted) {
                throw new Named(AWAY, true);
            }
            return REST;
        }));
        loop.start();
        began.await();

        loop.close();

        assertEquals(List.of(), heard);
        assertEquals(List.of(), faults.standing());
        assertEquals(Optional.empty(), loop.fault());
    }

    @Test
    void loopThatRestsIsWokenAndClosedAtOnce() throws Exception {
        LinkedBlockingQueue<String> steps = new LinkedBlockingQueue<>();
        SupervisedLoop loop = loop(() -> {
            steps.add("step");
            return Duration.ofDays(1);
        });
        loop.start();
        steps.take();
        loop.wake();
        steps.take();
        loop.close();
        assertTrue(steps.isEmpty());
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals("mill")));
    }
}
