package io.tidemark.batch.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.entry.Entry;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.testkit.contract.BatchViewsContract;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FileBatchViewsTest {
    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> contract() {
        return BatchViewsContract.cases().entrySet().stream()
                .map(test -> DynamicTest.dynamicTest(
                        test.getKey(), () -> test.getValue().of(new Published(directory.resolve(test.getKey())))));
    }

    @Test
    void aDamagedFileIsToldAsTheStorageTellsIt() throws IOException {
        Published layer = new Published(directory);
        ViewFile file = layer.publish().versions("by-origin").get(0).files().get(0);
        Path damaged = directory.resolve("root").resolve(file.path());
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        StorageException fault = assertThrows(
                StorageException.class, () -> layer.views().read(file, layer.definition(), (group, tile, states) -> {
                    throw new AssertionError("a row was read");
                }));
        assertEquals("TM-STO-002", fault.fault().code());
        assertEquals(file.path(), fault.fault().place());
    }

    /** What runs publish of a log that grows. */
    private static final class Published implements BatchViewsContract.Layer {
        private static final int MORE_THAN_A_DAY = 26;
        private final Batch batch;
        private long published;

        Published(Path directory) {
            batch = new Batch(directory);
        }

        @Override
        public BatchViews views() {
            return new FileBatchViews(batch.storage());
        }

        @Override
        public AggregationDefinition<?> definition() {
            return Trip.model().aggregation("by-origin").orElseThrow();
        }

        @Override
        public Manifest publish() {
            batch.hours(MORE_THAN_A_DAY, ++published);
            try {
                batch.run(Batch.NEXT);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return batch.manifests(batch.storage()).newest();
        }

        @Override
        public Manifest remember(PartitionId partition, List<List<BatchViewsContract.Put>> files) {
            List<EntryFile> written = new ArrayList<>();
            for (List<BatchViewsContract.Put> each : files) {
                String attempt = "remembered-" + written.size();
                try (EntryWriter writer =
                        new EntryWriter(batch.storage(), definition().id(), partition, attempt, 1 << 20)) {
                    each.forEach(put -> writer.write(
                            new Entry(put.key().getBytes(UTF_8), put.value().getBytes(UTF_8), put.logClockMillis())));
                    written.add(writer.finish());
                }
            }
            ManifestStore manifests = batch.manifests(batch.storage());
            Manifest newest = manifests.newest();
            AggregationView view = newest.viewOrEmpty(definition().id());
            Remembered remembered = new Remembered(new TreeMap<>(Map.of(partition, written)));
            return manifests.publish(newest, view.remembering(remembered)).orElseThrow();
        }
    }
}
