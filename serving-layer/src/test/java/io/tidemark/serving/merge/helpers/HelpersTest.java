package io.tidemark.serving.merge.helpers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.serving.merge.helpers.Helpers.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HelpersTest {
    private final Helpers helpers = new Helpers(2);

    @AfterEach
    void allAreIdleAgain() {
        assertEquals(2, helpers.idle());
    }

    @Test
    void piecesAreDoneSideBySideAndResultsAreInOrder() {
        CountDownLatch all = new CountDownLatch(3);
        List<Piece<Integer>> pieces = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            pieces.add(isNeeded -> {
                all.countDown();
                awaitUninterrupted(all);
                return number;
            });
        }
        assertEquals(List.of(0, 1, 2), helpers.done(pieces));
    }

    @Test
    void whoFindsNobodyIdleDoesAllByItself() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Piece<List<Integer>> all = isNeeded -> {
            List<Piece<Integer>> inner = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                inner.add(stillNeeded -> {
                    threads.add(Thread.currentThread());
                    return number;
                });
            }
            return new Helpers(0).done(inner);
        };
        assertEquals(List.of(List.of(0, 1, 2, 3)), helpers.done(List.of(all)));
        assertEquals(Set.of(Thread.currentThread()), threads);
    }

    @Test
    void whereOneFailsTheOthersAreHurriedAndEnded() {
        RuntimeException failure = new IllegalStateException("broke off");
        AtomicInteger working = new AtomicInteger();
        CountDownLatch began = new CountDownLatch(1);
        List<Piece<Integer>> pieces = List.of(
                isNeeded -> {
                    awaitUninterrupted(began);
                    throw failure;
                },
                isNeeded -> {
                    working.incrementAndGet();
                    began.countDown();
                    while (isNeeded.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    working.decrementAndGet();
                    return 1;
                });
        assertSame(failure, assertThrows(IllegalStateException.class, () -> helpers.done(pieces)));
        assertEquals(0, working.get());
    }

    @Test
    void anAskerThatIsInterruptedEndsThemAll() {
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch began = new CountDownLatch(1);
        Thread asker = Thread.currentThread();
        List<Piece<Integer>> pieces = List.of(
                isNeeded -> {
                    awaitUninterrupted(began);
                    return 0;
                },
                isNeeded -> {
                    began.countDown();
                    asker.interrupt();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    ended.incrementAndGet();
                    throw new CancellationException();
                });
        assertThrows(CancellationException.class, () -> helpers.done(pieces));
        assertTrue(Thread.interrupted());
        assertEquals(1, ended.get());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean isInterrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
