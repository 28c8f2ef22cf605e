package io.tidemark.it.contracts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.storage.SignsOfLife.Seen;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.batch.storage.naming.Outcome;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.log.LogMismatchException;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

/** What {@link Storage} keeps true on every file system that it takes. */
public abstract class StorageContract {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 10;
    private static final byte REPLACED = 40;

    /** The same root as another process opens it; a test has one of its own, with nothing in it. */
    protected abstract Storage storage();

    /** Whether what is not finished lies on the storage, and not on the disk of whoever writes it. */
    protected boolean holdsUnfinishedFiles() {
        return true;
    }

    /** The same where answers can get lost; empty where none can, as on a disk of this machine. */
    protected Optional<Losing> losing() throws IOException {
        return Optional.empty();
    }

    /** @param storage one whose answers {@code answers} loses */
    public record Losing(Storage storage, Answers answers) {}

    /** What happens to the answers of a file system that does all that it is asked for. */
    public interface Answers {
        /** Loses those to files that get a path of which this holds. */
        void lose(Predicate<String> publishedAt);

        /** Loses the next one to a file that gets a path, and all others after it. */
        void fallSilentAfterTheNext();

        void speakAgain();
    }

    /** Whether {@link Storage#replace} is one step here, as on every file system that is for more than reading. */
    protected boolean replacesInOneStep() {
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void storageThatIsTakenPassesItsOwnTrialAndNothingIsLeftOfIt() {
        storage().requireFit();
        storage().requireRoom();
        assertEquals(List.of(), storage().list("tmp"));
    }

    @Test
    void onlyTheFirstOfAPathIsCreated() {
        assertTrue(storage().createIfAbsent("manifests/1", bytes("one")));
        assertFalse(storage().createIfAbsent("manifests/1", bytes("two")));
        assertArrayEquals(bytes("one"), storage().read("manifests/1"));
        assertEquals(List.of(), storage().list("tmp"));
    }

    @Test
    void ofManyWritersOneIsFirstAndItsFileIsWhole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String path = "race/" + round;
                List<Future<Boolean>> tries = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    byte[] content = bytes(("writer " + writer + " ").repeat(1000));
                    Storage its = storage();
                    tries.add(threads.submit(() -> its.createIfAbsent(path, content)));
                }
                List<Integer> first = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    if (tries.get(writer).get()) {
                        first.add(writer);
                    }
                }
                assertEquals(1, first.size(), () -> "first were " + first);
                assertArrayEquals(
                        bytes(("writer " + first.get(0) + " ").repeat(1000)),
                        storage().read(path));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(List.of(), storage().list("tmp"));
    }

    @Test
    void whatWasPublishedIsOnesOwnThoughTheAnswerWasLost() throws IOException {
        assumeTrue(losing().isPresent());
        Losing losing = losing().orElseThrow();
        losing.answers().lose(path -> true);
        assertEquals(Outcome.PUBLISHED, losing.storage().publishIfAbsent("manifests/1", bytes("an id: 4711")));
        String data = losing.storage().temporary("archive/file");
        try (PositionOutputStream out = losing.storage().output(data).create(0)) {
            out.write(bytes("rows and " + losing.storage().id(data)));
        }
        assertEquals(Outcome.PUBLISHED, losing.storage().publishIfAbsent(data, "archive/file"));
        losing.answers().speakAgain();
        assertArrayEquals(bytes("an id: 4711"), storage().read("manifests/1"));
        assertTrue(storage().exists("archive/file"));
        assertEquals(List.of(), storage().list("tmp"));
    }

    @Test
    void whatAnotherWriterPublishedIsNotTakenForOnesOwn() throws IOException {
        assumeTrue(losing().isPresent());
        Losing losing = losing().orElseThrow();
        assertTrue(storage().createIfAbsent("manifests/1", bytes("an id: 1")));
        losing.answers().lose(path -> true);
        assertEquals(Outcome.LOST, losing.storage().publishIfAbsent("manifests/1", bytes("an id: 2")));
        losing.answers().speakAgain();
        assertArrayEquals(bytes("an id: 1"), storage().read("manifests/1"));
    }

    @Test
    void whatCannotBeToldIsUnknownAndNothingElse() throws IOException {
        assumeTrue(losing().isPresent());
        Losing losing = losing().orElseThrow();
        losing.answers().fallSilentAfterTheNext();
        assertEquals(Outcome.UNKNOWN, losing.storage().publishIfAbsent("manifests/1", bytes("an id: 1")));
        losing.answers().speakAgain();
        losing.answers().fallSilentAfterTheNext();
        StorageException unknown = assertThrows(
                StorageException.class, () -> losing.storage().createIfAbsent("manifests/2", bytes("an id: 2")));
        assertEquals("TM-STO-005", unknown.fault().code());
        assertEquals("manifests/2", unknown.fault().place());
        assertTrue(unknown.passesByItself());
        losing.answers().speakAgain();
        // Whoever looks again finds it by its id, and whoever tries again is refused.
        assertArrayEquals(bytes("an id: 1"), losing.storage().read("manifests/1"));
        assertFalse(losing.storage().createIfAbsent("manifests/2", bytes("an id: 3")));
    }

    @Test
    void ofManyWritersOneIsFirstHoweverManyAnswersGetLost() throws Exception {
        assumeTrue(losing().isPresent());
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Losing> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Losing losing = losing().orElseThrow();
                boolean losesEven = writer % 2 == 0;
                losing.answers().lose(path -> path.endsWith("0") == losesEven);
                writers.add(losing);
            }
            for (int round = 0; round < ROUNDS; round++) {
                String path = "lossy/" + round / 2 + "-" + round % 2;
                List<Future<Outcome>> tries = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    Storage its = writers.get(writer).storage();
                    byte[] content = bytes("the id of " + writer);
                    tries.add(threads.submit(() -> its.publishIfAbsent(path, content)));
                }
                List<Integer> first = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    Outcome outcome = tries.get(writer).get();
                    assertTrue(outcome != Outcome.UNKNOWN, path);
                    if (outcome == Outcome.PUBLISHED) {
                        first.add(writer);
                    }
                }
                assertEquals(1, first.size(), () -> path + ": first were " + first);
                assertArrayEquals(bytes("the id of " + first.get(0)), storage().read(path));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsMovedIsAtItsNewPathAloneUnlessThatIsTaken() {
        storage().createIfAbsent("archive/file", bytes("moved"));
        assertTrue(storage().move("archive/file", "reset/archive/file"));
        assertFalse(storage().exists("archive/file"));
        assertArrayEquals(bytes("moved"), storage().read("reset/archive/file"));
        storage().createIfAbsent("archive/file", bytes("another"));
        assertFalse(storage().move("archive/file", "reset/archive/file"));
        assertArrayEquals(bytes("another"), storage().read("archive/file"));
        assertArrayEquals(bytes("moved"), storage().read("reset/archive/file"));
    }

    @Test
    void whatIsNotFinishedIsNotSeen() throws IOException {
        Storage storage = storage();
        String unfinished = storage.temporary("archive/file");
        try (PositionOutputStream out = storage.output(unfinished).create(0)) {
            out.write(bytes("half"));
            assertEquals(List.of(), storage().list("archive"));
            assertFalse(storage().exists("archive/file"));
        }
        assertEquals(List.of(), storage().list("archive"));
        assertTrue(storage.publish(unfinished, "archive/file"));
        assertEquals(List.of("archive/file"), storage().list("archive"));
        assertArrayEquals(bytes("half"), storage().read("archive/file"));
        assertFalse(storage().exists(unfinished));
    }

    @Test
    void whatIsPublishedTooLateIsGoneAndChangesNothing() throws IOException {
        Storage storage = storage();
        storage.createIfAbsent("archive/file", bytes("first"));
        String late = storage.temporary("archive/file");
        try (PositionOutputStream out = storage.output(late).create(0)) {
            out.write(bytes("late"));
        }
        assertFalse(storage.publish(late, "archive/file"));
        assertArrayEquals(bytes("first"), storage().read("archive/file"));
        assertEquals(List.of(), storage().list("tmp"));
    }

    @Test
    void aReportTakesThePlaceOfTheOneBefore() {
        storage().replace("runs/1", bytes("running"));
        storage().replace("runs/1", bytes("done"));
        assertArrayEquals(bytes("done"), storage().read("runs/1"));
        assertEquals(List.of(), storage().list("tmp"));
    }

    @Test
    void whoReadsWhatIsReplacedFindsTheOldOrTheNew() {
        if (!replacesInOneStep()) {
            return;
        }
        Storage writer = storage();
        Storage reader = storage();
        writer.replace("replaced", new byte[] {0});
        CompletableFuture<Void> replacing = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= REPLACED; i++) {
                writer.replace("replaced", new byte[] {(byte) i});
            }
        });
        while (!replacing.isDone()) {
            assertEquals(1, reader.read("replaced").length);
        }
        replacing.join();
        assertArrayEquals(new byte[] {REPLACED}, reader.read("replaced"));
    }

    @Test
    void filesAndDirectoriesAreListedByNameEachAmongItsOwn() {
        storage().createIfAbsent("archive/t/p1/00000000000000000010.parquet", bytes("b"));
        storage().createIfAbsent("archive/t/p1/00000000000000000009.parquet", bytes("a"));
        storage().createIfAbsent("archive/t/p0/00000000000000000000.parquet", bytes("c"));
        storage().createIfAbsent("archive/t/note", bytes("d"));
        assertEquals(List.of("archive/t/p0", "archive/t/p1"), storage().directories("archive/t"));
        assertEquals(List.of("archive/t/note"), storage().list("archive/t"));
        assertEquals(
                List.of("archive/t/p1/00000000000000000009.parquet", "archive/t/p1/00000000000000000010.parquet"),
                storage().list("archive/t/p1"));
    }

    @Test
    void whatIsNotThereIsNoFaultUnlessItIsRead() {
        assertEquals(List.of(), storage().list("nowhere"));
        assertEquals(List.of(), storage().directories("nowhere"));
        assertFalse(storage().exists("nowhere/file"));
        assertEquals(Optional.empty(), storage().modified("nowhere/file"));
        storage().delete("nowhere/file");
        StorageException fault =
                assertThrows(StorageException.class, () -> storage().read("nowhere/file"));
        assertEquals("TM-STO-001", fault.fault().code());
        assertEquals("nowhere/file", fault.fault().place());
        fault = assertThrows(StorageException.class, () -> storage().input("nowhere/file"));
        assertEquals("nowhere/file", fault.fault().place());
    }

    @Test
    void aFileThatIsDeletedLeavesItsNameFree() {
        storage().createIfAbsent("control/paused", new byte[0]);
        assertTrue(storage().modified("control/paused").isPresent());
        storage().delete("control/paused");
        assertFalse(storage().exists("control/paused"));
        assertTrue(storage().createIfAbsent("control/paused", bytes("again")));
    }

    @Test
    void bytesAreReadFromWhereTheyAreSought() throws IOException {
        storage().createIfAbsent("file", bytes("0123456789"));
        assertEquals(10, storage().input("file").getLength());
        try (SeekableInputStream in = storage().input("file").newStream()) {
            byte[] three = new byte[3];
            in.seek(4);
            in.readFully(three);
            assertArrayEquals(bytes("456"), three);
            assertEquals(7, in.getPos());
            in.seek(0);
            assertEquals('0', in.read());
        }
    }

    @Test
    void bytesThatChangedOrAreMissingAreDamage() {
        storage().createIfAbsent("file", bytes("0123456789"));
        CRC32C crc = new CRC32C();
        crc.update(bytes("0123456789"));
        storage().requireSum("file", new Checksum(10, (int) crc.getValue()));
        for (Checksum other : List.of(new Checksum(10, 1), new Checksum(11, (int) crc.getValue()))) {
            StorageException damage =
                    assertThrows(StorageException.class, () -> storage().requireSum("file", other));
            assertEquals("TM-STO-002", damage.fault().code());
            assertEquals("file", damage.fault().place());
        }
    }

    @Test
    void whatWasLeftBehindGoesAndWhatSomebodyIsAtStays() throws IOException {
        assumeTrue(holdsUnfinishedFiles());
        Storage storage = storage();
        Storage other = storage();
        List<String> open = List.of(storage.temporary("one"), storage.temporary("two"));
        for (String path : open) {
            storage.output(path).create(0).close();
        }
        Set<String> us = Set.of(storage.writer());
        Seen living = new Seen(us, Set.of());
        assertEquals(0, storage.deleteTemporaries(living, Instant.MAX));
        assertEquals(0, other.deleteTemporaries(living, Instant.MAX));
        assertTrue(storage.publish(open.get(0), "archive/one"));
        assertEquals(List.of(open.get(1)), storage.list("tmp"));
        // To another writer it is left behind once we are gone.
        assertEquals(1, other.deleteTemporaries(new Seen(Set.of(), us), Instant.MIN));
    }

    /** By which a second installation on one root is refused by the name of its topic. */
    @Test
    void whereALogBeganIsTheFirstOnesWhoeverComesNext() throws IOException {
        Since first = Since.of(new LogId("orders", "a-cluster", "a-topic"), new TreeMap<>(Map.of(0, 5L)));
        Since second = Since.of(new LogId("orders", "another-cluster", "a-topic"), new TreeMap<>(Map.of(0, 0L)));
        assertEquals(first, new FileBeginnings(storage()).begin(first));
        assertEquals(first, new FileBeginnings(storage()).begin(second));
        assertEquals(Optional.of(first), new FileBeginnings(storage()).find("orders"));
    }

    /** The answer to the first word of one of them is lost, and the other comes in between. */
    @Test
    void ofTwoInstallationsThatBeginOnAnEmptyRootOneHasItThoughItIsNotTold() throws IOException {
        Since first = Since.of(new LogId("orders", "a-cluster", "a-topic"), new TreeMap<>(Map.of(0, 5L)));
        Since second = Since.of(new LogId("flights", "another-cluster", "a-topic"), new TreeMap<>(Map.of(0, 0L)));
        Optional<Losing> losing = losing();
        losing.ifPresent(its -> its.answers().fallSilentAfterTheNext());
        FileBeginnings ofFirst = new FileBeginnings(losing.map(Losing::storage).orElseGet(this::storage));
        if (losing.isPresent()) {
            assertThrows(IOException.class, () -> ofFirst.begin(first));
            losing.get().answers().speakAgain();
        } else {
            ofFirst.begin(first);
        }
        LogMismatchException refused =
                assertThrows(LogMismatchException.class, () -> new FileBeginnings(storage()).begin(second));
        assertEquals("TM-ARC-014", refused.fault().code());
        assertEquals(first, ofFirst.begin(first));
        assertEquals(List.of("since/orders.json"), storage().list("since"));
    }

    @Test
    void whatReplacedAnotherHasDoneSoThoughTheAnswerWasLost() throws IOException {
        assumeTrue(losing().isPresent());
        Losing losing = losing().orElseThrow();
        storage().replace("runs/1", bytes("an id: 1"));
        losing.answers().lose(path -> true);
        losing.storage().replace("runs/1", bytes("an id: 2"));
        losing.answers().speakAgain();
        assertArrayEquals(bytes("an id: 2"), storage().read("runs/1"));
        assertEquals(List.of(), storage().list("tmp"));
    }

    @Test
    void eachProcessIsAWriterOfItsOwn() {
        Storage storage = storage();
        assertEquals(storage.writer(), storage.writer());
        assertFalse(storage.writer().equals(storage().writer()));
        assertEquals(storage.root(), storage().root());
    }
}
