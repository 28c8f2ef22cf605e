package io.tidemark.serving.http.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.serving.testing.HttpBench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class AuditFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-27T10:00:00Z"), ZoneOffset.UTC);
    private static final int LONG = 1_000;
    private static final int FITTING = (1 << 20) / LONG;

    @TempDir
    Path directory;

    private final Faults faults = new Faults(FaultListener.NONE);

    private AuditFile open(int kept) {
        AuditFile file = new AuditFile(RolledFile.lasting(directory, "audit", kept), CLOCK, faults);
        file.start();
        return file;
    }

    /** A line of a thousand bytes that begins with its number. */
    private static byte[] line(int number) {
        String digits = Integer.toString(number);
        return (digits + ".".repeat(LONG - 1 - digits.length()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name));
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(0, line.indexOf('.')));
    }

    @Test
    void linesOfManyAreKeptWholeAndOfOneInTheirOrder() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (AuditFile file = open(1)) {
            for (int thread = 0; thread < 4; thread++) {
                int first = thread;
                threads.add(new Thread(() -> {
                    for (int i = first; i < 2_000; i += 4) {
                        CountDownLatch kept = new CountDownLatch(1);
                        file.write(line(i), kept::countDown);
                        assertTrue(isOver(kept));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            List<Integer> numbers =
                    lines("audit.log").stream().map(AuditFileTest::number).toList();
            assertEquals(2_000, numbers.size());
            for (int thread = 0; thread < 4; thread++) {
                int first = thread;
                assertEquals(
                        IntStream.iterate(first, i -> i < 2_000, i -> i + 4)
                                .boxed()
                                .toList(),
                        numbers.stream().filter(number -> number % 4 == first).toList());
            }
        }
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatFindsNoRoomWhileTheDiskIsFullIsCountedInTheFile() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "Linux has a file that is always full");
        Path path = directory.resolve("audit.log");
        Files.createSymbolicLink(path, full);
        try (AuditFile file = open(1)) {
            CountDownLatch answered = new CountDownLatch(1);
            file.write(line(0), answered::countDown);
            assertTrue(isOver(answered), "an answer does not wait for a full disk");
            for (int i = 1; i <= FITTING + 7; i++) {
                file.write(line(i));
            }
            CountDownLatch another = new CountDownLatch(1);
            file.write(line(FITTING + 8), another::countDown);
            assertTrue(isOver(another));
            assertEquals(1, faults.standing().size());
            assertTrue(faults.standing().get(0).toString().startsWith("TM-SRV-018 audit log " + path + ": cannot be"));

            Files.delete(path);
            HttpBench.await(() -> faults.standing().isEmpty());
        }
        List<String> lines = lines("audit.log");
        assertEquals("{\"time\":\"2026-11-27T10:00:00Z\",\"missing\":8}", lines.remove(lines.size() - 1));
        assertEquals(
                IntStream.rangeClosed(0, FITTING).boxed().toList(),
                lines.stream().map(AuditFileTest::number).toList());
    }

    @Test
    void aLineThatAKilledProcessLeftHalfIsNotGoneOnWith() throws Exception {
        Files.writeString(directory.resolve("audit.log"), "{\"half\":");
        try (AuditFile file = open(1)) {
            file.write(line(1));
        }
        assertEquals("{\"half\":", lines("audit.log").get(0));
        assertEquals(1, number(lines("audit.log").get(1)));
    }

    @Test
    void aFullFileIsBegunAnewAndSoManyBeforeItAreKept() throws Exception {
        int all = 4 * 17_000;
        try (AuditFile file = open(2)) {
            for (int i = 0; i < all; i++) {
                CountDownLatch kept = new CountDownLatch(i % 500 == 499 ? 1 : 0);
                file.write(line(i), kept::countDown);
                assertTrue(kept.getCount() == 0 || isOver(kept));
            }
        }
        List<String> lines = new ArrayList<>(lines("audit.2.log"));
        lines.addAll(lines("audit.1.log"));
        lines.addAll(lines("audit.log"));
        int first = number(lines.get(0));
        assertTrue(first > 0);
        assertEquals(
                IntStream.range(first, all).boxed().toList(),
                lines.stream().map(AuditFileTest::number).toList());
        assertFalse(Files.exists(directory.resolve("audit.3.log")));
    }

    @Test
    void whoMovesTheFileAwayTakesNoLaterLinesAlong() throws Exception {
        try (AuditFile file = open(1)) {
            CountDownLatch kept = new CountDownLatch(1);
            file.write(line(1), kept::countDown);
            assertTrue(isOver(kept));
            Files.move(directory.resolve("audit.log"), directory.resolve("taken"));
            file.write(line(2));
        }
        assertEquals(1, number(lines("taken").get(0)));
        assertEquals(2, number(lines("audit.log").get(0)));
    }
}
