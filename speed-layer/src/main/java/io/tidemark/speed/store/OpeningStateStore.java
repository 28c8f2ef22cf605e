package io.tidemark.speed.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A store that a thread of its own opens: after a kill that reads a write-ahead log, which takes as long as finding Kafka
 * does and need not wait for it. Whoever uses the store waits until it is open, and is told why when it cannot be. Guarded
 * by the benchmark {@code recovery}.
 */
public final class OpeningStateStore implements StateStore {
    private final CompletableFuture<StateStore> opened;

    /** Begins to open. */
    public OpeningStateStore(Supplier<StateStore> opening) {
        opened = CompletableFuture.supplyAsync(opening, task -> new Thread(task, "speed-state").start());
    }

    /**
     * Returns once it is open.
     *
     * @throws UnusableStateException if it can never be opened
     */
    public void awaitOpen() {
        store();
    }

    private StateStore store() {
        try {
            return opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw e;
        }
    }

    @Override
    public Batch begin() {
        return store().begin();
    }

    @Override
    public byte[] find(byte[] key) {
        return store().find(key);
    }

    @Override
    public void scan(byte[] first, byte[] end, Visitor visitor) {
        store().scan(first, end, visitor);
    }

    @Override
    public Cursor cursor(byte[] first, byte[] end) {
        return store().cursor(first, end);
    }

    @Override
    public long bytes(byte[] first, byte[] end) {
        return store().bytes(first, end);
    }

    @Override
    public void rest() {
        store().rest();
    }

    @Override
    public void mend() {
        store().mend();
    }

    @Override
    public long upsets() {
        return store().upsets();
    }

    /** Closes what was opened, if it was. */
    @Override
    public void close() {
        opened.handle((store, fault) -> store)
                .thenAccept(store -> {
                    if (store != null) {
                        store.close();
                    }
                })
                .join();
    }
}
