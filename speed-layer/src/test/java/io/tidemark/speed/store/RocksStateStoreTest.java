package io.tidemark.speed.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStateStoreTest {
    private static final int ROWS = 60_000;
    private static final int ROW_BYTES = 100;
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void atRestTheLogThatAnOpeningReadsBecomesShort(@TempDir Path directory) throws Exception {
        try (StateStore store = RocksStateStore.open(directory, 64 * MEBIBYTE)) {
            fill(store);
            assertTrue(logBytes(directory) > 4 * MEBIBYTE);

            store.rest();

            long deadline = System.nanoTime() + 10_000_000_000L;
            while (logBytes(directory) > MEBIBYTE && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            assertTrue(logBytes(directory) < MEBIBYTE);
            assertEquals(ROWS, rows(store));
        }
        try (StateStore again = RocksStateStore.open(directory, 64 * MEBIBYTE)) {
            assertEquals(ROWS, rows(again));
        }
    }

    private static void fill(StateStore store) {
        try (StateStore.Batch batch = store.begin()) {
            for (int row = 0; row < ROWS; row++) {
                batch.put(key(row), Integer.BYTES, new byte[ROW_BYTES], ROW_BYTES);
            }
            batch.commit();
        }
    }

    private static int rows(StateStore store) {
        int[] rows = {0};
        store.scan(key(0), key(ROWS), (key, value) -> {
            rows[0]++;
            return true;
        });
        return rows[0];
    }

    private static byte[] key(int row) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
    }

    private static long logBytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
