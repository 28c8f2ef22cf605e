package io.tidemark.loop;

import java.time.Duration;

/**
 * What a {@link SupervisedLoop} does again and again. A step that throws has not happened: it leaves nothing that the next
 * one could not go on from (PROTOCOL 28).
 */
public interface LoopStep extends AutoCloseable {
    /**
     * Does what is due at present.
     *
     * @return how long the loop may rest before the next step, unless it is woken
     * @throws Exception whatever is wrong; a {@link io.tidemark.fault.FaultException} says it best
     */
    Duration step() throws Exception;

    /** Makes a {@link #step} that waits for something return soon. May be called by any thread, and while none runs. */
    default void wakeup() {}

    /** Lets go of what the steps hold. Called once, after the last step, on the thread that made it. */
    @Override
    default void close() {}
}
