package io.tidemark.speed.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningStateStoreTest {
    private static final byte[] KEY = {'k'};
    private static final byte[] VALUE = {1, 2};

    @Test
    void whoAsksBeforeItIsOpenWaits() throws Exception {
        CompletableFuture<StateStore> opening = new CompletableFuture<>();
        OpeningStateStore store = new OpeningStateStore(opening::join);
        CompletableFuture<byte[]> found = CompletableFuture.supplyAsync(() -> store.find(KEY));
        Thread.sleep(20);
        assertFalse(found.isDone());

        StateStore opened = new InMemoryStateStore();
        put(opened, KEY);
        opening.complete(opened);

        assertArrayEquals(VALUE, found.get(10, TimeUnit.SECONDS));
    }

    @Test
    void whyItCannotBeOpenedIsToldToWhoeverAsks() {
        StateStoreException fault = new StateStoreException(new Fault("TM-SPEED-001", "disk", "full", "free it"), null);
        OpeningStateStore store = new OpeningStateStore(() -> {
            throw fault;
        });

        assertEquals(fault, assertThrows(StateStoreException.class, store::awaitOpen));
        assertEquals(fault, assertThrows(StateStoreException.class, () -> store.find(KEY)));
        store.close(); // There is nothing to close.
    }

    @Test
    void onceItIsClosedAnotherProcessMayHaveTheDirectory(@TempDir Path directory) {
        OpeningStateStore first = new OpeningStateStore(() -> RocksStateStore.open(directory, 1 << 20));
        first.close();

        try (StateStore second = RocksStateStore.open(directory, 1 << 20)) {
            put(second, KEY);
        }
    }

    /** What is read from the write-ahead log is not written out at once, so it must stay in the log. */
    @Test
    void whatWasCommittedIsThereAfterEveryKill(@TempDir Path lives) throws IOException {
        for (byte life = 0; life < 4; life++) {
            Path directory = lives.resolve("life" + life);
            try (StateStore store = RocksStateStore.open(directory, 1 << 20)) {
                for (byte before = 0; before < life; before++) {
                    assertArrayEquals(VALUE, store.find(new byte[] {before}));
                }
                put(store, new byte[] {life});
                // What a kill at this moment leaves.
                copy(directory, lives.resolve("life" + (life + 1)));
            }
        }
    }

    private static void put(StateStore store, byte[] key) {
        try (StateStore.Batch batch = store.begin()) {
            batch.put(key, key.length, VALUE, VALUE.length);
            batch.commit();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}
