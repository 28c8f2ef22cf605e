package io.tidemark.batch.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.storage.SignsOfLife.Seen;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageTest {
    private static final Seen NOBODY = new Seen(Set.of(), Set.of());

    /** The local disk is linked, everything else renamed. */
    enum Kind {
        LOCAL,
        HADOOP
    }

    @TempDir
    Path directory;

    private Storage storage(Kind kind) throws IOException {
        return kind == Kind.LOCAL
                ? Storage.at(directory.toString(), new Configuration(false))
                : Storage.on(new FlakyFileSystem(), new org.apache.hadoop.fs.Path(directory.toUri()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheFirstOfAPathIsCreated(Kind kind) throws IOException {
        Storage storage = storage(kind);
        assertTrue(storage.createIfAbsent("manifests/1", bytes("one")));
        assertFalse(storage.createIfAbsent("manifests/1", bytes("two")));
        assertArrayEquals(bytes("one"), storage.read("manifests/1"));
        assertEquals(List.of("manifests/1"), storage.list("manifests"));
        assertEquals(List.of(), storage.list("tmp"));
        assertEquals(List.of("./manifests", "./tmp"), storage.directories("."));
    }

    @ParameterizedTest
    @EnumSource
    void aNameAsLongAsFileSystemsTakeIsWritten(Kind kind) throws IOException {
        Storage storage = storage(kind);
        String topic = "t".repeat(249);
        String path = "since/" + topic + ".json";
        assertTrue(storage.createIfAbsent(path, bytes("one")));
        storage.replace(path, bytes("two"));
        assertArrayEquals(bytes("two"), storage.read(path));
        String unfinished = storage.temporary("tombstones-" + topic + "-63-1234567890");
        storage.output(unfinished).create(0).close();
        assertTrue(storage.publish(unfinished, "archive/" + topic + "/p63/00.parquet"));
    }

    @Test
    void ofManyWritersOneIsFirst() throws Exception {
        Storage storage = storage(Kind.LOCAL);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String path = "race/" + round;
                List<Future<Boolean>> tries = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    byte[] content = bytes("writer " + writer);
                    tries.add(threads.submit(() -> storage.createIfAbsent(path, content)));
                }
                int won = 0;
                for (Future<Boolean> each : tries) {
                    won += each.get() ? 1 : 0;
                }
                assertEquals(1, won);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aMissingDirectoryHasNoFiles() throws IOException {
        assertEquals(List.of(), storage(Kind.LOCAL).list("nowhere"));
        assertEquals(List.of(), storage(Kind.LOCAL).directories("nowhere"));
    }

    @Test
    void whatNobodyIsKnownToHaveLeftGoesByItsAge() throws IOException {
        Storage storage = storage(Kind.LOCAL);
        Files.createDirectories(directory.resolve("tmp"));
        Files.createFile(directory.resolve("tmp/left"));
        assertEquals(0, storage.deleteTemporaries(NOBODY, Instant.now().minus(Duration.ofHours(1))));
        assertEquals(1, storage.deleteTemporaries(NOBODY, Instant.now().plus(Duration.ofHours(1))));
    }

    @Test
    void whatSomebodyHereIsAtIsNotLeftBehindHoweverOld() throws IOException {
        Storage storage = storage(Kind.LOCAL);
        String open = storage.temporary("open");
        Files.createDirectories(directory.resolve("tmp"));
        Files.createFile(directory.resolve(open));
        assertEquals(0, storage.deleteTemporaries(NOBODY, Instant.MAX));
        assertTrue(storage.publish(open, "archive/file"));
        // As if it could not have been deleted.
        Files.createFile(directory.resolve(open));
        assertEquals(1, storage.deleteTemporaries(NOBODY, Instant.MIN));
    }

    @Test
    void ofOtherWritersItGoesOnceTheyAreGone() throws IOException {
        Storage other = storage(Kind.LOCAL);
        Storage storage = storage(Kind.LOCAL);
        String open = other.temporary("p0/7");
        Files.createDirectories(directory.resolve("tmp"));
        Files.createFile(directory.resolve(open));
        assertEquals(0, storage.deleteTemporaries(new Seen(Set.of(other.writer()), Set.of()), Instant.MAX));
        assertEquals(1, storage.deleteTemporaries(new Seen(Set.of(), Set.of(other.writer())), Instant.MIN));
    }

    @Test
    void whatFailsAgainIsToldInTheSameWords() throws IOException {
        Files.createFile(directory.resolve("tmp"));
        Storage storage = storage(Kind.LOCAL);
        String first =
                assertThrows(StorageException.class, storage::requireRoom).getMessage();
        assertEquals(
                first,
                assertThrows(StorageException.class, storage::requireRoom).getMessage());
        assertFalse(first.contains(storage.writer()), first);
    }

    @Test
    void aFailureNamesThePath() throws IOException {
        Files.createFile(directory.resolve("manifests"));
        StorageException failure = assertThrows(
                StorageException.class, () -> storage(Kind.LOCAL).createIfAbsent("manifests/1", bytes("x")));
        assertTrue(
                failure.getMessage().startsWith("TM-STO-001 manifests/1: cannot publish it: "), failure.getMessage());
    }

    @Test
    void aLocalDiskIsFitAndNothingIsLeftOfTheTrial() throws IOException {
        for (Kind kind : Kind.values()) {
            Storage storage = storage(kind);
            storage.requireFit();
            storage.requireRoom();
            assertEquals(List.of(), storage.list("tmp"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void whatIsReplacedUnderItsReaderIsReadAgain(int times) throws IOException {
        LosingFileSystem files = new LosingFileSystem();
        files.initialize(URI.create("file:///"), new Configuration(false));
        Storage storage = Storage.on(files, new org.apache.hadoop.fs.Path(directory.toString()));
        Path file = directory.resolve("report");
        Files.write(file, bytes("0"));
        files.losing = opened -> {
            if (opened <= times) {
                Files.write(file, bytes("" + opened));
                Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * opened));
                throw new IOException("Blocklist for report has changed!");
            }
        };
        assertArrayEquals(bytes("" + times), storage.read("report"));
        assertEquals(times + 1, files.opened);
    }

    @Test
    void whatCannotBeReadAndIsNotReplacedIsAFault() throws IOException {
        LosingFileSystem files = new LosingFileSystem();
        files.initialize(URI.create("file:///"), new Configuration(false));
        Storage storage = Storage.on(files, new org.apache.hadoop.fs.Path(directory.toString()));
        Files.write(directory.resolve("report"), bytes("0"));
        files.losing = opened -> {
            throw new IOException("no datanode answers");
        };
        StorageException fault = assertThrows(StorageException.class, () -> storage.read("report"));
        assertTrue(fault.getMessage().contains("no datanode answers"), fault.getMessage());
        assertEquals(2, files.opened);
    }

    private static final class LosingFileSystem extends FilterFileSystem {
        interface Losing {
            void lose(int opened) throws IOException;
        }

        private Losing losing;
        private int opened;

        LosingFileSystem() {
            super(new LocalFiles());
        }

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path path, int size) throws IOException {
            losing.lose(++opened);
            return super.open(path, size);
        }
    }

    @Test
    void storageThatPutsOneFileInThePlaceOfAnotherIsRefused() throws IOException {
        FileSystem careless = new FilterFileSystem(new LocalFiles()) {
            @Override
            public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
                fs.delete(to, false);
                return fs.rename(from, to);
            }
        };
        careless.initialize(URI.create("file:///"), new Configuration(false));
        Storage storage = Storage.on(careless, new org.apache.hadoop.fs.Path(directory.toString()));
        UnfitStorageException refused = assertThrows(UnfitStorageException.class, storage::requireFit);
        assertEquals("TM-STO-003", refused.fault().code());
        assertTrue(refused.getMessage().contains("in the place of one that is there"), refused.getMessage());
    }

    @Test
    void aFullDiskIsNoReasonToRefuseIt() throws IOException {
        FlakyFileSystem full = new FlakyFileSystem().failingBefore(operation -> true);
        Storage storage = Storage.on(full, new org.apache.hadoop.fs.Path(directory.toString()));
        storage.requireFit();
        StorageException fault = assertThrows(StorageException.class, storage::requireRoom);
        assertTrue(fault.passesByItself());
        assertEquals("TM-STO-001", fault.fault().code());
    }

    @Test
    void whatHadoopThrowsAsAnErrorIsAFaultOfTheStorage() throws IOException {
        FileSystem broken = new FilterFileSystem(new LocalFiles()) {
            @Override
            public FSDataOutputStream create(
                    org.apache.hadoop.fs.Path path,
                    FsPermission permission,
                    boolean overwrite,
                    int size,
                    short copies,
                    long block,
                    Progressable progress) {
                throw error();
            }

            @Override
            public FSDataInputStream open(org.apache.hadoop.fs.Path path, int size) {
                throw error();
            }

            @Override
            public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) {
                throw error();
            }

            @Override
            public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) {
                throw error();
            }

            private FSError error() {
                return hadoopsError(new IOException("Input/output error"));
            }
        };
        broken.initialize(URI.create("file:///"), new Configuration(false));
        Storage storage = Storage.on(broken, new org.apache.hadoop.fs.Path(directory.toString()));
        List<Executable> all = List.of(
                () -> storage.createIfAbsent("a", bytes("x")),
                () -> storage.replace("a", bytes("x")),
                () -> storage.read("a"),
                () -> storage.delete("a"),
                () -> storage.exists("a"),
                () -> storage.modified("a"),
                storage::requireRoom);
        for (Executable one : all) {
            StorageException fault = assertThrows(StorageException.class, one);
            assertTrue(fault.getMessage().contains("Input/output error"), fault.getMessage());
        }
    }

    // Hadoop alone makes them.
    private static FSError hadoopsError(IOException cause) {
        try {
            Constructor<FSError> made = FSError.class.getDeclaredConstructor(Throwable.class);
            made.setAccessible(true);
            return made.newInstance(cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
