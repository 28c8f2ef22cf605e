package io.tidemark.batch.reset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewId;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

    @Test
    void whatListsTellOfItsArchiveIsForgottenWithIt() {
        ManifestStore manifests = new ManifestStore(storage, new ManualClock(Instant.EPOCH));
        PartitionId partition = new PartitionId(new LogId(TOPIC, "c", "i"), 0);
        ListedArchive.Chain chain = new ListedArchive.Chain(0, new LogPosition(9, LogClock.at(1), -1), 1, 0, 0);
        ListedArchive listed = new ListedArchive(
                new TreeMap<>(Map.of(partition, chain)), List.of(), List.of(), ListedArchive.Forgotten.NONE);
        AggregationView other = AggregationView.empty(new ViewId("other", "f"));
        manifests.publish(
                Manifest.NONE,
                List.of(other),
                List.of(
                        new ManifestStore.MoreListed(TOPIC, ListedArchive.NONE, (next, into) -> listed),
                        new ManifestStore.MoreListed("orders", ListedArchive.NONE, (next, into) -> listed)));
        reset.delete();
        assertEquals(Set.of("orders"), manifests.newest().archives().keySet());
    }

    private void assertGone() {
        assertFalse(storage.exists(ARCHIVED));
        assertFalse(storage.exists(BEGINNING));
        assertTrue(storage.exists(OTHERS));
        assertEquals(List.of(), reset.parts());
    }
}
