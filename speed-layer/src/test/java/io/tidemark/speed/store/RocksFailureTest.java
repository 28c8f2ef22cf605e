package io.tidemark.speed.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.disk.DirectoryTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Env;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;

/** RocksDB itself out of space: it refuses every write from then on, and has no way of being told that there is space. */
class RocksFailureTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final int VALUE_BYTES = 1000;
    private static final int BATCH = 1000;
    private static final int MOST_BATCHES = 200;

    @Test
    void itGoesOnOnceThereIsSpaceAndHasLostNothing(@TempDir Path directory) throws RocksDBException {
        try (SstFileManager quota = new SstFileManager(Env.getDefault());
                LastingStateStore store = new LastingStateStore(
                        () -> RocksStateStore.open(directory, MEBIBYTE, options -> options.setSstFileManager(quota)),
                        () -> StateDirectory.tryWriting(directory, 0))) {
            quota.setMaxAllowedSpaceUsage(2 * MEBIBYTE);
            int written = writeUntilItFails(store);
            assertTrue(written < MOST_BATCHES * BATCH, "the quota was reached");

            StateStoreException fault = assertThrows(StateStoreException.class, () -> write(store, written));
            assertEquals("free or mend the disk", fault.fault().mend());
            assertTrue(rows(store) >= written, "what was written can be read meanwhile");

            quota.setMaxAllowedSpaceUsage(0);
            store.mend();
            write(store, written);

            assertEquals(written + BATCH, rows(store));
            assertEquals(0, store.upsets());
        }
    }

    @Test
    void itBeginsAnewWhereItsDirectoryWasRemoved(@TempDir Path temporary) throws IOException {
        Path directory = temporary.resolve("state");
        try (LastingStateStore store = new LastingStateStore(
                () -> RocksStateStore.open(directory, MEBIBYTE, options -> {}),
                () -> StateDirectory.tryWriting(directory, 0))) {
            write(store, 0);
            DirectoryTree.delete(directory);
            int written = writeUntilItFails(store);
            assertTrue(written < MOST_BATCHES * BATCH, "it was missed");

            store.mend();
            assertEquals(1, store.upsets(), "who has written is told that it is gone");
            write(store, 0);
            assertEquals(BATCH, rows(store));
        }
    }

    private static int writeUntilItFails(StateStore store) {
        int written = 0;
        while (written < MOST_BATCHES * BATCH) {
            try {
                write(store, written);
            } catch (StateStoreException e) {
                return written;
            }
            written += BATCH;
        }
        return written;
    }

    private static void write(StateStore store, int from) {
        try (StateStore.Batch batch = store.begin()) {
            for (int row = from; row < from + BATCH; row++) {
                byte[] key = key(row);
                batch.put(key, key.length, incompressible(row), VALUE_BYTES);
            }
            batch.commit();
        }
    }

    private static byte[] incompressible(int row) {
        byte[] value = new byte[VALUE_BYTES];
        new java.util.SplittableRandom(row).nextBytes(value);
        return value;
    }

    private static int rows(StateStore store) {
        int[] rows = {0};
        store.scan(key(0), key(Integer.MAX_VALUE), (key, value) -> {
            rows[0]++;
            return true;
        });
        return rows[0];
    }

    private static byte[] key(int row) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
    }
}
