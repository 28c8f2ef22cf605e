package io.tidemark.loop;

import java.time.Duration;

/**
 * A step that waits for somebody else's answer, as long as that takes: when its loop is closed, the wait is interrupted. Nobody
 * wants to wait for the end of a process because a broker is away.
 */
public final class InterruptibleStep implements LoopStep {
    private final LoopStep step;
    /** Who is in the step at present, or null. */
    private volatile Thread within;

    public InterruptibleStep(LoopStep step) {
        this.step = step;
    }

    @Override
    public Duration step() throws Exception {
        within = Thread.currentThread();
        try {
            return step.step();
        } finally {
            within = null;
        }
    }

    @Override
    public void wakeup() {
        step.wakeup();
        Thread waiting = within;
        if (waiting != null) {
            // If it came out of the step meanwhile, its loop takes no notice.
            waiting.interrupt();
        }
    }

    @Override
    public void close() {
        step.close();
    }
}
