package io.tidemark.batch.archive.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a file whose bytes changed, wherever, the right rows are read or none; and then it is named. */
class DamagedFilesTest {
    private static final int CHANGES = 40;
    private static final OffsetRange ALL = new OffsetRange(0, Long.MAX_VALUE);

    @TempDir
    Path directory;

    private Batch batch;
    private Path root;
    private Storage storage;

    private interface Reading {
        List<String> rows() throws IOException;
    }

    @BeforeEach
    void someHours() {
        batch = new Batch(directory).hours(3, 1);
        root = directory.resolve("root");
        storage = batch.storage();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void archivedRecordsAreRightOrTheirFileIsNamed(long seed) throws IOException {
        List<Path> files = new ArrayList<>(filesBelow("archive"));
        files.addAll(filesBelow("quarantine"));
        change(seed, files, () -> archived(storage));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void tilesOfAViewAreRightOrTheirFileIsNamed(long seed) throws Exception {
        batch.run(Batch.NEXT);
        change(seed, filesBelow("views"), this::viewed);
    }

    /** What the file system says may pass, and says nothing of the bytes. */
    @Test
    void whatTheFileSystemSaysIsNoDamage() throws IOException {
        boolean[] away = {false};
        FlakyFileSystem files = new FlakyFileSystem().failingBefore(operation -> away[0] && operation % 2 == 1);
        Storage flaky = Storage.on(files, new org.apache.hadoop.fs.Path(root.toString()));
        assertEquals(archived(storage), archived(flaky));
        away[0] = true;
        StorageException fault = assertThrows(StorageException.class, () -> archived(flaky));
        assertEquals("TM-STO-001", fault.fault().code());
        assertTrue(fault.passesByItself());
    }

    private void change(long seed, List<Path> files, Reading reading) throws IOException {
        List<String> right = reading.rows();
        assertTrue(right.size() > 50, () -> right.size() + " rows");
        SplittableRandom chance = new SplittableRandom(seed);
        for (int change = 0; change < CHANGES; change++) {
            Path file = files.get(chance.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(file);
            String what = "seed " + seed + ", change " + change + " of " + file;
            Files.write(file, changed(whole, chance));
            try {
                assertEquals(right, reading.rows(), what);
            } catch (StorageException named) {
                assertEquals("TM-STO-002", named.fault().code(), () -> what + ": " + named);
                assertEquals(root.relativize(file).toString(), named.fault().place(), what);
            } finally {
                Files.write(file, whole);
            }
        }
        assertEquals(right, reading.rows());
    }

    /** One bit, some bytes, or the end is another. Half of the changes are to the footer, which is a small part. */
    private static byte[] changed(byte[] whole, SplittableRandom chance) {
        int at = chance.nextBoolean()
                ? chance.nextInt(whole.length)
                : Math.max(0, whole.length - 1 - chance.nextInt(3000));
        byte[] bytes = whole.clone();
        switch (chance.nextInt(4)) {
            case 0:
                return Arrays.copyOf(bytes, at);
            case 1:
                byte[] noise = new byte[Math.min(bytes.length - at, 1 + chance.nextInt(16))];
                chance.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, noise.length);
                return bytes;
            default:
                bytes[at] ^= (byte) (1 << chance.nextInt(8));
                return bytes;
        }
    }

    private List<String> archived(Storage storage) {
        Archive archive = new Archive(storage);
        ArchiveReader reader = new ArchiveReader(archive);
        StreamDefinition<?> stream = Trip.model().streams().get(0);
        List<String> rows = new ArrayList<>();
        for (PartitionId partition : archive.partitions(Trip.TOPIC)) {
            for (ArchiveFile file : archive.chain(partition)) {
                reader.read(
                        file,
                        stream,
                        ALL,
                        (event, time, p, offset, stamp) ->
                                rows.add(p + "/" + offset + " " + stamp + " " + time + " " + event));
                reader.readQuarantined(
                        file,
                        ALL,
                        refused -> rows.add(refused.partition() + "/" + refused.offset() + " " + refused.reason()));
            }
        }
        return rows;
    }

    private List<String> viewed() throws IOException {
        List<String> rows = new ArrayList<>();
        Model model = Trip.model();
        FileBatchViews views = new FileBatchViews(storage);
        for (AggregationDefinition<?> definition : model.aggregations()) {
            AggregationView view = views.newest().viewOrEmpty(definition.id());
            for (ViewFile file : view.files()) {
                views.read(file, definition, (group, tile, accumulators) -> {
                    HexFormat hex = HexFormat.of();
                    rows.add(hex.formatHex(group) + " " + tile + " " + hex.formatHex(accumulators));
                });
            }
        }
        return rows;
    }

    private List<Path> filesBelow(String name) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(name))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
