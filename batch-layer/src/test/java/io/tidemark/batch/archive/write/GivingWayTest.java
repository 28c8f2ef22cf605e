package io.tidemark.batch.archive.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GivingWayTest {
    @Test
    @Timeout(60)
    void itRestsWhenAllProcessorsAreBusyUnlessToldNeverTo() throws InterruptedException {
        GivingWay givingWay = new GivingWay(2);
        GivingWay never = new GivingWay(0);
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(() -> {
                while (!ended.get()) {
                    Thread.onSpinWait();
                }
            });
            thread.start();
            busy.add(thread);
        }
        while (givingWay.nanosToRest() == 0) {
            assertEquals(0, never.nanosToRest());
        }
        ended.set(true);
        for (Thread thread : busy) {
            thread.join();
        }
    }
}
