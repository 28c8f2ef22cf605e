package io.tidemark.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.memory.ByteBudget.Holding;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ByteBudgetTest {
    private static final long MIB = 1 << 20;

    private final ByteBudget budget = new ByteBudget(4 * MIB, Duration.ofSeconds(60));

    @Test
    void whoAloneWantsTooMuchIsRefusedAtOnceAndKeepsWhatItHad() {
        Holding holding = budget.open();
        holding.take(3 * MIB);
        OverBudgetException refused = assertThrows(OverBudgetException.class, () -> holding.take(2 * MIB));
        assertTrue(refused.isAlone());
        assertEquals(4 * MIB, refused.budget());
        holding.close();
        assertEquals(0, budget.taken());
    }

    @Test
    void littleIsNotCounted() {
        Holding holding = budget.open();
        holding.take(10_000);
        assertFalse(holding.isCounted());
        holding.take(10_000);
        assertTrue(holding.isCounted());
        holding.keep(1_000);
        assertFalse(holding.isCounted());
        assertEquals(0, budget.taken());
    }

    @Test
    void whoFindsTooLittleWaitsUntilOthersGiveBack() throws Exception {
        Holding first = budget.open();
        first.take(3 * MIB);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            try (Holding holding = budget.open()) {
                holding.take(2 * MIB);
            }
        });
        Thread.sleep(100);
        assertFalse(second.isDone());
        first.keep(MIB);
        second.get();
        first.close();
        assertEquals(0, budget.taken());
    }

    @Test
    void whereAllHoldersWouldWaitTheLastIsRefusedAndTheFirstGoesOn() throws Exception {
        Holding last = budget.open();
        last.take(MIB);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> {
            try (Holding holding = budget.open()) {
                holding.take(MIB);
                holding.take(5 * MIB / 2);
            }
        });
        Thread.sleep(500);
        assertFalse(first.isDone());
        OverBudgetException refused = assertThrows(OverBudgetException.class, () -> last.take(3 * MIB));
        assertFalse(refused.isAlone());
        last.close();
        first.get();
        assertEquals(0, budget.taken());
    }

    @Test
    void whoMayNotWaitIsRefusedAtOnce() {
        Holding first = budget.open();
        first.take(3 * MIB);
        Holding second = budget.openAtOnce();
        assertFalse(second.takeAtOnce(2 * MIB));
        assertThrows(OverBudgetException.class, () -> second.take(2 * MIB));
        assertFalse(second.isCounted());
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() throws Exception {
        Holding first = budget.open();
        first.take(3 * MIB);
        Thread waiting = new Thread(() ->
                assertThrows(OverBudgetException.class, () -> budget.open().take(2 * MIB)));
        waiting.start();
        waiting.interrupt();
        waiting.join(10_000);
        assertFalse(waiting.isAlive());
        first.close();
        assertEquals(0, budget.taken());
    }
}
