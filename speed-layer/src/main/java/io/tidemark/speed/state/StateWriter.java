package io.tidemark.speed.state;

import io.tidemark.codec.ByteWriter;
import io.tidemark.speed.generation.Generations;
import io.tidemark.speed.generation.StateLayout;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Makes one partition's state durable, all of it in one write, or none: not once the state is shut out, nor when what is in
 * memory is in doubt (PROTOCOL 28). Shutting out and looking at what is stored may be any thread's; the rest is the writing
 * one's.
 */
final class StateWriter {
    private static final long TURN_MILLIS = 50;

    private final PartitionId partition;
    private final StateStore store;
    private final List<Generations> generations;
    private final QuarantineState quarantine;
    /** Generations in the store that no definition owns; the next write deletes them. */
    private final List<Integer> disowned;

    private final ByteWriter scratch = new ByteWriter(256);
    /** Held by whoever writes to the store, so that nothing is written once {@link #shutOut} has returned. */
    private final Lock writing = new ReentrantLock();
    /** The store's count when it was read: what is in memory builds on what was there then. */
    private final long upsets;

    private boolean isShutOut;
    /** Why what is in memory must not be believed any more: a step failed in the middle. It is neither answered nor written. */
    private volatile Throwable doubt;

    /** @param upsets the store's count before anything was read of it */
    StateWriter(
            PartitionId partition,
            StateStore store,
            long upsets,
            List<Generations> generations,
            QuarantineState quarantine,
            List<Integer> disowned) {
        this.partition = partition;
        this.store = store;
        this.upsets = upsets;
        this.generations = generations;
        this.quarantine = quarantine;
        this.disowned = disowned;
    }

    /** Changes what is in memory, unless it is shut out, and makes that durable. */
    void flushAfter(Runnable change) {
        writing.lock();
        try {
            if (!isShutOut) {
                change.run();
                flush();
            }
        } finally {
            writing.unlock();
        }
    }

    /** Makes all durable, and does something that wants it so; not if what is in memory is nowhere else. */
    void flushBefore(Runnable step) {
        writing.lock();
        try {
            flush();
            if (!isShutOut && doubt == null) {
                step.run();
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * Looks at what is in the store while it is all there is: nothing is folded and nothing is written meanwhile. May be
     * called by any thread, since it keeps the writing one away.
     *
     * @param memory the partition's read lock
     * @return empty if somebody held it up for too long
     * @throws StateStoreException if the store fails
     */
    <T> Optional<T> whileStored(Lock memory, Duration patience, Supplier<T> look) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<T> seen = Optional.empty();
        while (seen.isEmpty() && System.nanoTime() < end) {
            // In the order in which the writing thread takes them; for a moment, so that it can be shut out meanwhile.
            if (writing.tryLock(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    seen = whileStored(memory, look);
                } finally {
                    writing.unlock();
                }
            }
        }
        return seen;
    }

    private <T> Optional<T> whileStored(Lock memory, Supplier<T> look) throws InterruptedException {
        if (!memory.tryLock(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        try {
            flush();
            return Optional.of(look.get());
        } finally {
            memory.unlock();
        }
    }

    /** A batch for {@link #commitBeside}. */
    StateStore.Batch begin() {
        return store.begin();
    }

    /**
     * Writes what belongs to nothing that is in memory yet.
     *
     * @return whether it was; not if the state is shut out or in doubt
     * @throws StateStoreException if the store fails
     */
    boolean commitBeside(StateStore.Batch changes) {
        writing.lock();
        try {
            if (isShutOut || isInDoubt()) {
                return false;
            }
            changes.commit();
            return true;
        } finally {
            writing.unlock();
        }
    }

    /** Whether another state of the partition takes its place. */
    boolean isShutOut() {
        writing.lock();
        try {
            return isShutOut;
        } finally {
            writing.unlock();
        }
    }

    /** A step failed in the middle. */
    void distrust(Throwable failure) {
        doubt = failure;
    }

    /** Why what is in memory is in doubt. */
    Throwable reason() {
        Throwable failure = doubt;
        return failure == null ? new UpsetStateException(partition) : failure;
    }

    /**
     * Makes everything folded so far durable, in one atomic write. Queries go on meanwhile: it changes no answer.
     *
     * @throws StateStoreException if the store fails; nothing is lost, and another flush may succeed
     */
    void flush() {
        writing.lock();
        try {
            boolean isChanged = quarantine.isChanged()
                    || !disowned.isEmpty()
                    || generations.stream().anyMatch(Generations::isChanged);
            if (isShutOut || doubt != null || (!isChanged && !isUpset())) {
                return;
            }
            try (StateStore.Batch changes = store.begin()) {
                // Asked after the batch was begun: one of an opening before is not written.
                if (isUpset()) {
                    throw new UpsetStateException(partition);
                }
                write(changes);
            } catch (StateStoreException whole) {
                throw whole;
            } catch (RuntimeException | Error failure) {
                doubt = failure;
                throw failure;
            }
        } finally {
            writing.unlock();
        }
    }

    /** Whether a step failed in the middle, so that what is in memory must be discarded. */
    boolean isInDoubt() {
        return doubt != null || isUpset();
    }

    /** Whether the store is another than the one that was read. */
    boolean isUpset() {
        return store.upsets() != upsets;
    }

    /** From now on nothing is written: another state of the partition begins with what is in the store. */
    void shutOut() {
        writing.lock();
        try {
            isShutOut = true;
        } finally {
            writing.unlock();
        }
    }

    /** It is written again: no other state came of it. */
    void letIn() {
        writing.lock();
        try {
            isShutOut = false;
        } finally {
            writing.unlock();
        }
    }

    private void write(StateStore.Batch changes) {
        disowned.forEach(generation -> StateLayout.delete(generation, changes));
        generations.forEach(each -> each.write(changes, scratch));
        if (quarantine.isChanged()) {
            quarantine.write(changes, scratch);
        }
        changes.commit();
        disowned.clear();
        generations.forEach(Generations::written);
        quarantine.written();
    }
}
