package io.tidemark.batch.archive.write;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Gives way to what has to answer in milliseconds: while the machine's processors are busy, a thread rests after each step
 * for so many times the processor time that the step took. With processors to spare it never rests. Owned by that thread.
 * Guarded by the benchmark {@code ysb}, beside the archive writer.
 */
final class GivingWay {
    private static final double BUSY = 0.9;
    private static final long LOOK_EVERY_NANOS = 200_000_000;

    private final OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final int rest;
    private long worked;
    private long lookedAt = System.nanoTime();
    private boolean isBusy;

    /** @param rest how many times as long as it worked; 0: never */
    GivingWay(int rest) {
        this.rest = rest;
    }

    /** How many nanoseconds the calling thread is to rest now, at the end of a step. */
    long nanosToRest() {
        long all = threads.getCurrentThreadCpuTime();
        long step = all - worked;
        worked = all;
        if (rest == 0) {
            return 0;
        }
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_EVERY_NANOS) {
            isBusy = machine.getCpuLoad() > BUSY;
            lookedAt = now;
        }
        return isBusy ? step * rest : 0;
    }
}
