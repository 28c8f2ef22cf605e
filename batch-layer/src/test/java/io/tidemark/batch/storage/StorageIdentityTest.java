package io.tidemark.batch.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StorageIdentityTest {
    private static final byte[] ONE = {1};

    @TempDir
    Path directory;

    private Path root;
    private Path memory;

    /** The local disk is linked, everything else renamed. */
    enum Kind {
        LOCAL,
        HADOOP
    }

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        memory = directory.resolve("data/storage-id");
    }

    private Storage storage(Kind kind) throws IOException {
        return any(kind).remembering(memory);
    }

    private Storage any(Kind kind) throws IOException {
        return kind == Kind.LOCAL
                ? Storage.at(root.toString(), new Configuration(false))
                : Storage.on(new FlakyFileSystem(), new org.apache.hadoop.fs.Path(root.toUri()));
    }

    private void unmount() throws IOException {
        Files.move(root, directory.resolve("disk"));
        Files.createDirectory(root);
    }

    private void mount() throws IOException {
        Files.delete(root);
        Files.move(directory.resolve("disk"), root);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotMountedIsNotBegunAnew(Kind kind) throws IOException {
        Storage storage = storage(kind);
        assertTrue(storage.createIfAbsent("manifests/1", ONE));
        String unfinished = storage.temporary("view");
        storage.output(unfinished).create(0).close();
        unmount();
        List<Executable> all = List.of(
                () -> storage(kind),
                () -> storage.createIfAbsent("manifests/2", ONE),
                () -> storage.replace("report", ONE),
                () -> storage.publish(unfinished, "views/1"),
                () -> storage.output(storage.temporary("view")).create(0),
                () -> storage.requireRoom(),
                () -> storage.read("manifests/1"),
                () -> storage.exists("manifests/1"),
                () -> storage.modified("manifests/1"),
                () -> storage.input("manifests/1"),
                () -> storage.list("manifests"),
                () -> storage.directories("."),
                () -> storage.delete("manifests/1"));
        for (Executable each : all) {
            StorageException refused = assertThrows(StorageException.class, each);
            assertEquals("TM-STO-004", refused.fault().code());
            assertTrue(refused.passesByItself());
        }
        try (var inside = Files.list(root)) {
            assertEquals(List.of(), inside.toList());
        }
        mount();
        assertTrue(storage.publish(unfinished, "views/1"));
        assertArrayEquals(ONE, storage(kind).read("manifests/1"));
    }

    @ParameterizedTest
    @EnumSource
    void anotherStorageIsNotTakenForIt(Kind kind) throws IOException {
        assertTrue(storage(kind).createIfAbsent("manifests/1", ONE));
        unmount();
        Storage other = any(kind).remembering(directory.resolve("other/storage-id"));
        assertTrue(other.createIfAbsent("manifests/1", ONE));
        String message =
                assertThrows(StorageException.class, () -> storage(kind)).getMessage();
        assertTrue(message.contains("its storage-id is that of another; see that its disk is mounted"), message);
        // As a reset does.
        Files.delete(memory);
        assertTrue(storage(kind).exists("manifests/1"));
    }

    @Test
    void layersOfOneProcessMeetItAtOnce() throws Exception {
        for (int round = 0; round < 50; round++) {
            memory = directory.resolve("data-" + round + "/storage-id");
            List<Storage> layers =
                    List.of(storage(Kind.LOCAL), storage(Kind.LOCAL), storage(Kind.LOCAL), storage(Kind.LOCAL));
            String path = "report-" + round;
            layers.parallelStream().forEach(storage -> storage.replace(path, ONE));
            try (var inside = Files.list(memory.getParent())) {
                assertEquals(List.of(memory), inside.toList());
            }
        }
    }

    @Test
    void whoOnlyReadsWritesNothing() throws IOException {
        Storage reader = storage(Kind.LOCAL);
        assertFalse(reader.exists("manifests/1"));
        assertEquals(List.of(), reader.list("manifests"));
        assertFalse(Files.exists(root.resolve("storage-id")));
        any(Kind.LOCAL).remembering(directory.resolve("other/storage-id")).createIfAbsent("manifests/1", ONE);
        assertEquals(List.of("manifests/1"), reader.list("manifests"));
        unmount();
        assertThrows(StorageException.class, () -> reader.list("manifests"));
    }

    @Test
    void whatAFormerVersionWroteIsTakenAsItIs() throws IOException {
        assertTrue(any(Kind.LOCAL).createIfAbsent("manifests/1", ONE));
        Storage storage = storage(Kind.LOCAL);
        assertEquals(List.of("manifests/1"), storage.list("manifests"));
        storage.replace("report", ONE);
        unmount();
        assertThrows(StorageException.class, () -> storage(Kind.LOCAL));
    }

    @Test
    void aDamagedIdIsNoOtherStorage() throws IOException {
        storage(Kind.LOCAL).createIfAbsent("manifests/1", ONE);
        Path file = root.resolve("storage-id");
        Files.writeString(file, Files.readString(file).replace("\"format\":1", "\"format\":3"));
        StorageException damaged = assertThrows(StorageException.class, () -> storage(Kind.LOCAL));
        assertEquals("TM-STO-002", damaged.fault().code());
    }

    @Test
    void aFileIsNoRoot() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        for (Path each : List.of(file, file.resolve("root"))) {
            UnfitStorageException refused = assertThrows(
                    UnfitStorageException.class, () -> Storage.at(each.toString(), new Configuration(false)));
            assertEquals(
                    "TM-STO-003 " + each + ": " + file + " is a file; name a directory, or move the file away",
                    refused.getMessage());
        }
    }
}
