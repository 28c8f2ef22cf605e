package io.tidemark.batch.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes of a topic, whatever it is called. */
class StorageResetTest {
    private static final String TOPIC = "orders.json";
    private static final String ARCHIVED = "archive/" + TOPIC + "/p0/00000000000000000000.parquet";
    private static final String BEGINNING = "since/" + TOPIC + ".json";
    private static final String OTHERS = "archive/orders/p0/00000000000000000000.parquet";

    @TempDir
    private Path directory;

    private Storage storage;
    private StorageReset reset;

    @BeforeEach
    void archive() {
        storage = Storage.at(directory.toString(), new Configuration());
        for (String path : List.of(ARCHIVED, BEGINNING, OTHERS)) {
            storage.createIfAbsent(path, new byte[] {1});
        }
        ManifestStore manifests = new ManifestStore(storage, new ManualClock(Instant.EPOCH));
        reset = new StorageReset(storage, manifests, Set.of(TOPIC), Set.of("by-country.json"));
    }

    @Test
    void aTopicThatIsNamedAsAFileIsMovedAside() {
        assertEquals(
                List.of(new StorageReset.Part("archive/" + TOPIC, 1), new StorageReset.Part(BEGINNING, 1)),
                reset.parts());
        assertEquals(2, reset.moveAside("reset/now"));
        assertTrue(storage.exists("reset/now/" + ARCHIVED));
        assertTrue(storage.exists("reset/now/" + BEGINNING));
        assertGone();
    }

    @Test
    void aTopicThatIsNamedAsAFileIsDeleted() {
        assertEquals(2, reset.delete());
        assertGone();
    }

    private void assertGone() {
        assertFalse(storage.exists(ARCHIVED));
        assertFalse(storage.exists(BEGINNING));
        assertTrue(storage.exists(OTHERS));
        assertEquals(List.of(), reset.parts());
    }
}
