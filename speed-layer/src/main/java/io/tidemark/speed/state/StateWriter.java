package io.tidemark.speed.state;

import io.tidemark.codec.ByteWriter;
import io.tidemark.speed.generation.Generations;
import io.tidemark.speed.generation.StateLayout;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.tidemark.PartitionId;
import java.util.List;

/**
 * Makes one partition's state durable, all of it in one write, or none: not once the state is shut out, nor when what is in
 * memory is in doubt (PROTOCOL 28). Shutting out may be any thread's; the rest is the writing one's.
 */
final class StateWriter {
    private final PartitionId partition;
    private final StateStore store;
    private final List<Generations> generations;
    private final QuarantineState quarantine;
    /** Generations in the store that no definition owns; the next write deletes them. */
    private final List<Integer> disowned;

    private final ByteWriter scratch = new ByteWriter(256);
    /** Held by whoever writes to the store, so that nothing is written once {@link #shutOut} has returned. */
    private final Object writing = new Object();
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
        synchronized (writing) {
            if (!isShutOut) {
                change.run();
                flush();
            }
        }
    }

    /** Makes all durable, and does something that wants it so; not if what is in memory is nowhere else. */
    void flushBefore(Runnable step) {
        synchronized (writing) {
            flush();
            if (!isShutOut && doubt == null) {
                step.run();
            }
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
        synchronized (writing) {
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
        synchronized (writing) {
            isShutOut = true;
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
